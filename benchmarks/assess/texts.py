"""Texts for the speed run: comments of about thirty words, written here, mixed as a public body's channels see them.

Four in five keep every guideline; the rest breach one or two, some of them disguised. Seeded: every run reads the same.
"""

from __future__ import annotations

import random

WORDS = 30
_CLEAN = (
    "Really enjoyed this video, it gave a fair picture of what the job is like from day to day.",
    "I applied in March and I am still waiting to hear about my start date, who should I ask?",
    "My son starts his training next month and we are all so proud of him.",
    "The visits booking line was engaged all morning, please look into it because families travel a long way.",
    "I worked on the wings for twelve years and the camaraderie was the best part of it.",
    "What are the shift patterns like, and do new officers work every weekend?",
    "This policy will not work and the minister should come and see a landing at night.",
    "Thank you to the chaplaincy team who were so kind when my father died.",
    "Do you need a driving licence for the community payback supervisor job?",
    "The heating has been broken on my brother's wing for three weeks and nobody has fixed it.",
    "Great to see a garden where there used to be a yard, well done to everyone involved.",
    "I think the pay is too low for the risk, and that is why so many people leave.",
    "Is there parking at the assessment centre, or is it better to come by train?",
    "I was in there at nineteen and a teacher in the workshop changed my life.",
    "Another review, another report, and still the same number of officers on nights.",
    "Could somebody tell me how to send books to a friend who is on remand?",
    "The dog is a star and so is the handler, more films like this please.",
    "We waited fifty minutes in the rain with two small children and had no explanation.",
    "I read the inspection report and page thirty is worth everyone's time.",
    "Mae hwn yn ardderchog, diolch yn fawr i bawb yn y tîm.",
    "How long does vetting take at the moment, I handed in my notice too soon I think.",
    "My uncle served here in the seventies and still talks about the canteen.",
    "You keep saying that staffing is better, so why was association cancelled again on Sunday?",
    "Good luck to the new graduates, it is a hard job and a good one.",
)
_BREACHING = (
    "You are an absolute moron and everybody on that wing laughs at you.",
    "This is a load of sh1t and the whole thing wants f u c k i n g shutting down.",
    "If that officer touches my brother again I will put him in hospital.",
    "Great rates on cheap vapes, DM me for prices, free delivery over £20, link in bio bit.ly/vapes-now.",
    "Officer Tanner takes bribes and sells spice to the lads, ask anybody.",
    "Everyone get down to the gates tonight and kick off, bring whatever you can throw.",
    "Invested £500 with Mrs Denholm and got £6,200 back in a week, message her on WhatsApp.",
    "Cry me a river, did your mum tell you that was a good comment?",
    "Muslims should not be allowed to work here, send them all back home.",
    "His number is 07700 900123 and he lives at 14 Fern Close, go and tell him.",
    "You need a university degree to become a prison officer these days.",
    "What a w4nker, and the pr*cks in the office are no better.",
)
_EMOJI = ("", "", "", "", " 👏", " 😂", " ❤️", " 🙏")


def texts(count: int, seed: int = 2026) -> list[str]:
    """`count` comments of about thirty words, one in five of them breaching something."""
    choose = random.Random(seed)  # noqa: S311 (a mix, not a secret)
    return [_comment(choose) for _ in range(count)]


def _comment(choose: random.Random) -> str:
    parts = [choose.choice(_BREACHING)] if choose.random() < 0.2 else []  # noqa: PLR2004 (one in five)
    while sum(len(part.split()) for part in parts) < WORDS - 4:
        parts.append(choose.choice(_CLEAN))
    choose.shuffle(parts)
    return " ".join(" ".join(parts).split()[:WORDS]) + choose.choice(_EMOJI)
