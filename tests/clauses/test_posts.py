"""Clauses about our own posts: what they are for, court cases under way, comments closed, sensitive content."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests import factories as make
from tests import house as h
from tests.house import House

from evenhand.actions import closing
from evenhand.cases import incidents, posts, watching
from evenhand.cases.watching import Watched
from evenhand.intake.models import Post
from evenhand.support import suggesting

pytestmark = pytest.mark.django_db


@pytest.mark.clause(2)
def test_filtering_by_purpose_shows_only_posts_tagged_so(house: House) -> None:
    for number in range(3):
        house.write(h.KIND, post=f"post-{number}")
    for number, purpose in enumerate(("recruitment", "news")):
        post = Post.objects.get(external_id=f"post-{number}")
        Post.objects.filter(pk=post.pk).update(text=f"Our text {number}")
        posts.describe(post, house.moderator, purpose=purpose, sensitive=False)
    browser = Client()
    browser.force_login(house.moderator, backend="django.contrib.auth.backends.ModelBackend")
    page = browser.get(reverse("desk:posts"), {"purpose": "recruitment"}).content.decode()
    assert "Our text 0" in page
    assert "Our text 1" not in page
    assert "1 post." in page


@pytest.mark.clause(3)
def test_a_comment_that_names_a_watched_court_case_goes_to_the_legal_queue(house: House) -> None:
    watching.watch(house.approver, Watched("A trial", ("Dylan Shea",), "", "Charged.", date(2027, 3, 1)))
    written = house.write("Dylan Shea is guilty and you know it.")
    assert "legal" in house.cases(written)
    assert "legal" not in house.cases(house.write("Somebody is guilty and you know it.", by="bob"))


@pytest.mark.clause(4)
def test_incident_mode_makes_surge_rules_and_templates_active_at_once(house: House) -> None:
    text = "They should all riot over this."
    assert house.stands(house.write(text)) == "kept"
    code = make.answer().code
    until = house.now + timedelta(hours=4)
    incidents.start(house.approver, why="A disturbance at HMP Thornmere.", until=until, answers=(code,))
    house.wait(0.5)  # minutes: nothing else than time has run since
    during = house.write(text, by="bob")
    assert house.cases(during) == {"review"}
    first = suggesting.suggest("Is everybody safe?", "en")[0]
    assert first.version.answer.code == code


@pytest.mark.clause(7)
def test_comments_that_were_closed_open_by_themselves_and_need_two_people_a_reason_and_an_end(house: House) -> None:
    house.write(h.KIND, on="instagram")
    until = house.now + timedelta(hours=2)
    asked = closing.ask(Post.objects.get(), house.moderator, reason="A flood of abuse.", until=until)
    h.refused(lambda: closing.approve(asked, house.moderator), says="Ask an approver")
    closing.approve(asked, house.approver)
    house.run()
    assert house.on("instagram").closed == {"instagram-post"}
    house.wait(121)
    closing.open_due()
    house.run()
    assert house.on("instagram").closed == set()


@pytest.mark.clause(18)
def test_under_a_post_tagged_as_a_death_in_custody_less_is_inflammatory_and_that_is_on_record(house: House) -> None:
    text = "They should all riot over this."
    assert house.stands(house.write(text)) == "kept"
    posts.describe(Post.objects.get(), house.moderator, purpose="", sensitive=True, why="A death in custody.")
    after = house.write(text, by="bob")
    assert [one["guideline_id"] for one in house.judged(after).findings] == ["inflammatory"]
    assert house.entries("post.described")[0].facts["sensitive"] == {"from": False, "to": True}
    assert house.entries("contribution.assessed")[-1].facts["post_sensitive"] is True
