"""The public page says what the policy does, and changes with it."""

from __future__ import annotations

from tests.policy.making import good

from evenhand.policy import render_public


def test_the_page_names_its_version_and_changes_with_the_policy() -> None:
    before, after = good(), good(("Do not swear.", "Do not curse."))
    page = render_public(after)
    assert after.version in page
    assert before.version not in page
    assert "Do not curse." in page
    assert page.endswith(".\n")


def test_the_page_says_what_follows_from_each_guideline() -> None:
    page = " ".join(render_public(good()).split())
    assert "1. Bad language" in page
    assert "an automatic check may hide it at once" in page
    assert "A first time is not counted." in page
    assert "2. Hatred" in page
    assert "the author is blocked without a warning" in page
    assert "nothing is hidden automatically" in page


def test_the_page_says_how_moderation_works() -> None:
    page = render_public(good())
    assert "lapses after 12 months" in " ".join(page.split())
    assert "One exception: Hatred" in page
    assert "by their friends" in " ".join(page.split())
    assert "Criticism of us" in page


def test_a_policy_without_an_immediate_block_names_no_exception() -> None:
    policy = good(
        ("track: immediate_block", "track: warn_first"),
        ("outcome: remove_and_block\n", "outcome: remove\n"),
        (
            "strike: true\n    nature: abuse\n    outcome: remove\n    letter: block",
            "strike: false\n    nature: none\n    outcome: remove\n    letter: block",
        ),
    )
    page = " ".join(render_public(policy).split())
    assert "One exception" not in page
    assert "It never counts against the author." in page


def test_no_line_is_too_wide_to_read() -> None:
    lines = render_public(good()).splitlines()
    assert max(len(line) for line in lines if "https://" not in line) <= 90


def test_links_stay_whole() -> None:
    address = "https://demo.example/a-long-address/" + "with-many-parts-" * 8
    assert address in render_public(good(("https://demo.example/rules", address)))
