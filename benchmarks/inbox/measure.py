"""The pages of the inbox and the linking of reports, on a database full of messages: a line of figures."""

from __future__ import annotations

import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable

import django

django.setup()

from benchmarks.million import RARE, filling, words  # noqa: E402 (after setup)
from benchmarks.people_who_wrote import a_channel, asked, policy, wrote  # noqa: E402 (after setup)
from benchmarks.timing import Figure, p95, told  # noqa: E402 (after setup)
from django.core.management import call_command  # noqa: E402 (after setup)
from django.test import Client  # noqa: E402 (after setup)

from evenhand.intake.models import Contribution, Version  # noqa: E402 (after setup)
from evenhand.people.services import create_user  # noqa: E402 (after setup)
from evenhand.support.finding import find  # noqa: E402 (after setup)

GOAL, LINKING = 200.0, 100.0
WAITING = 5_000
COMMON = 0.02
"""A word that stands in more of the texts than this is a common one."""


def main(messages: int, comments: int, samples: int) -> list[Figure]:
    """Fill, measure, say."""
    call_command("migrate", verbosity=0)
    owner = create_user("bench-pat", "a long enough passphrase", ("policy_owner",))
    moderator = create_user("bench-mo", "a long enough passphrase", ("moderator",))
    version, on = policy(), a_channel()
    begun = time.perf_counter()
    with filling():
        wrote(on, version, "comment", first=1, last=comments, days=30)
        wrote(on, version, "direct_message", first=comments + 1, last=comments + messages, days=730)
        asked(comments + 1, comments + messages, WAITING)
    sys.stderr.write(f"filled in {time.perf_counter() - begun:,.0f} s\n")
    found = []
    for user in (moderator, owner):
        client = Client()
        client.force_login(user)
        found += pages(client, (comments + 1, comments + messages), samples, user.username.removeprefix("bench-"))
    return [*found, linking(comments, messages, samples)]


def pages(client: Client, keys: tuple[int, int], samples: int, who: str) -> list[Figure]:
    """Each page as somebody of one role asks for it."""
    dice = random.Random(6)  # noqa: S311 (a fixed seed)
    drawn = [dice.randint(*keys) for _ in range(samples)]
    people = list(Contribution.objects.filter(pk__in=drawn).values_list("author_id", flat=True))
    boxes = [box for box in ("open", "new", "mine", "waiting", "off", "closed") for _ in range(samples // 6)]
    return [
        p95(f"inbox, each of its boxes ({who})", _asking(client, "/desk/inbox/?box={}"), boxes, GOAL),
        p95(
            f"search, 9 of 10 rare words ({who})", _asking(client, "/desk/search/?q={}"), searches(dice, samples), GOAL
        ),
        p95(f"a person's whole conversation ({who})", _asking(client, "/desk/people/{}/"), people, GOAL),
    ]


def searches(dice: random.Random, samples: int) -> list[str]:
    """What is searched for: nine in ten stand in some five texts of a million, one in ten is a common word."""
    texts = [set(re.findall(r"[^\W_]+", text.lower())) for text in words()]
    often = Counter(word for text in texts for word in text)
    common = sorted(word for word, number in often.items() if number / len(texts) > COMMON and len(word) > 3)  # noqa: PLR2004 (no 'the' or 'a')
    return [dice.choice(common) if number % 10 == 0 else f"ref{dice.randrange(RARE)}" for number in range(samples)]


def linking(comments: int, messages: int, samples: int) -> Figure:
    """Finding what a message tells of: half by the words, half by a link, of comments of the last days."""
    dice = random.Random(7)  # noqa: S311 (a fixed seed)
    message = Contribution.objects.select_related("channel").get(pk=comments + messages)
    meant = [dice.randint(max(1, comments - 400), comments) for _ in range(samples)]
    texts = dict(Version.objects.filter(pk__in=meant).values_list("contribution", "text"))
    told = [
        f'Somebody wrote "{texts[key][:200]}"' if number % 2 else f"Please look at https://social.example/{key}"
        for number, key in enumerate(meant)
    ]
    return p95("finding the comment that a message reports", lambda text: find(message, text), told, LINKING)


def _asking(client: Client, address: str) -> Callable[[object], bytes]:
    def ask(value: object) -> bytes:
        answer = client.get(address.format(value))
        if answer.status_code != 200:  # noqa: PLR2004 (OK)
            raise SystemExit(f"{address.format(value)} answered {answer.status_code}")
        return bytes(answer.content)

    return ask


if __name__ == "__main__":
    sys.stdout.write(told(main(*map(int, sys.argv[1:4]))) + "\n")
