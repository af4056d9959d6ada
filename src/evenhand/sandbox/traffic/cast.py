"""The people of the traffic. Invented, and the same ones come back: some of them breach again and again."""

from __future__ import annotations

import random

from evenhand.sandbox.state.model import Author
from evenhand.sandbox.state.world import World

NAMES = (
    "Wendell Pryke",
    "Shaz Okafor",
    "Colm Rafferty",
    "Bethan Lloyd-Puw",
    "Darren Tickle",
    "Ayesha Mirza",
    "Pauline Grubb",
    "Kofi Ansah",
    "Gaynor Treharne",
    "Stu Whelks",
    "Magda Zielinska",
    "Ross Kilbride",
    "Ivy Blenkinsop",
    "Tariq Hanif",
    "Jo Marrable",
    "Nathan Oyelaran",
    "Moira Sproat",
    "Lee Cattermole",
    "Eluned Parri",
    "Femi Adebisi",
    "Carys Bevan-Hughes",
    "Dot Winterbottom",
    "Hamish Auchterlonie",
    "Priya Nair-Wood",
    "Gavin Snodden",
    "Ruth Applegarth",
    "Kev Dunnage",
    "Sinead Mulhearn",
    "Olu Bankole",
    "Trish Yelland",
    "Arthur Peabody-Shaw",
    "Zainab Farooqi",
    "Mick Thrupp",
    "Heledd Vaughan",
    "Denise Cropper",
    "Yusuf Demirel",
    "Fran Holdsworth",
    "Baz Entwistle",
    "Rosalind Quirke",
    "Jermaine Poole",
)
REGULARS = 8  # the first ones write most of what breaks the guidelines
SPAMMERS = ("Best Deals UK", "ukjobs_direct", "Crystal M", "share_the_truth", "GB Watches", "Helena V")


def person(world: World, platform: str, name: str) -> Author:
    """That person on that platform, with a handle that people would choose."""
    key = name.lower().replace(" ", "").replace("-", "")
    known = next((each for (where, _), each in world.authors.items() if where == platform and each.name == name), None)
    if known:
        return known
    dm_open = platform != "x" or len(name) % 2 == 0
    return world.add_author(Author(platform, world.ids.author(platform), f"{key}{len(name)}", name, dm_open=dm_open))


def regular(world: World, platform: str, chance: random.Random) -> Author:
    """One of those who breach again."""
    return person(world, platform, NAMES[chance.randrange(REGULARS)])


def anyone(world: World, platform: str, chance: random.Random) -> Author:
    """Anybody else."""
    return person(world, platform, NAMES[chance.randrange(REGULARS, len(NAMES))])


def spammer(world: World, platform: str, place: int) -> Author:
    """One of several accounts that post the same."""
    return person(world, platform, SPAMMERS[place % len(SPAMMERS)])
