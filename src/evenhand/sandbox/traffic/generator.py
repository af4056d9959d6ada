"""What happens next: one act of a member of the public at a time, by a seeded chance.

The same seed on the same world gives the same acts. Not here: when (traffic.running).
"""

from __future__ import annotations

import random
import re

from evenhand.sandbox.facebook.nodes import permalink as facebook_link
from evenhand.sandbox.instagram.nodes import permalink as instagram_link
from evenhand.sandbox.state import members
from evenhand.sandbox.state.ids import thread_of
from evenhand.sandbox.state.model import (
    COMMENT,
    DIRECT_MESSAGE,
    MENTION,
    PLATFORMS,
    REPLY,
    VISIBLE,
    VISITOR_POST,
    Author,
    Contribution,
    Post,
)
from evenhand.sandbox.state.world import ImpossibleError, World
from evenhand.sandbox.traffic import cast, corpus

MESSAGING = ("facebook", "instagram", "x")
RECENT = 60
_SHE, _HE = re.compile(r"\b(she|her|hers|queen|cow)\b", re.IGNORECASE), re.compile(r"\b(he|him|his)\b", re.IGNORECASE)


class Generator:
    """Acts upon the world; called with its lock held."""

    def __init__(self, world: World, seed: int) -> None:
        self._world = world
        self._chance = random.Random(seed)  # noqa: S311 -- chance for traffic, no secret
        self._recent: list[Contribution] = []
        self._breaches: list[Contribution] = []
        self._open_threads: list[tuple[Contribution, tuple[str, ...]]] = []
        self._acts = (
            (self._comment, 58),
            (self._message, 11),
            (self._conversation, 12),
            (self._again, 6),
            (self._report, 4),
            (self._edit, 3),
            (self._remove, 3),
            (self._campaign, 1),
        )

    def step(self) -> Contribution | None:
        """Do one act. None when nothing could be done this time, as when the author is blocked."""
        acts, weights = zip(*self._acts, strict=True)
        try:
            made: Contribution | None = self._chance.choices(acts, weights)[0]()
        except ImpossibleError:
            return None
        return made

    def _publish(
        self, author: Author, text: str, kind: str = COMMENT, *, post: str = "", parent: str = ""
    ) -> Contribution:
        draft = members.Draft(author.platform, text, kind, post=post, parent=parent, author=author.id)
        made = members.publish(self._world, draft)
        if kind != DIRECT_MESSAGE:
            self._recent = [*self._recent[1 - RECENT :], made]
        return made

    def _comment(self, label: str = "") -> Contribution:
        """Something new in public; breaches come mostly from the same few."""
        line = self._line(label)
        platform = self._chance.choice(PLATFORMS)
        breach = line.label in corpus.BREACHES
        post = self._post(platform, line)
        chosen = cast.regular if breach and self._happens(0.7) else cast.anyone
        author = chosen(self._world, platform, self._chance)
        text = line.text.replace("{staff}", post.staff[0] if post.staff else "that officer")
        made = self._publish(author, *self._shaped(platform, text), post=post.id)
        if breach:
            self._breaches = [*self._breaches[1 - RECENT :], made]
        return made

    def _happens(self, share: float) -> bool:
        return self._chance.random() < share

    def _line(self, label: str) -> corpus.Line:
        lines = [line for line in corpus.comments() if label in {"", line.label}]
        counts: dict[str, int] = {}
        for line in lines:
            counts[line.label] = counts.get(line.label, 0) + 1
        return self._chance.choices(lines, [corpus.WEIGHTS.get(line.label, 1) / counts[line.label] for line in lines])[
            0
        ]

    def _shaped(self, platform: str, text: str) -> tuple[str, str]:
        """Text and kind: some write on the Page itself or tag it elsewhere, some on X call the account by name."""
        if platform == "facebook" and self._happens(0.08):
            return text, MENTION if self._happens(0.25) else VISITOR_POST
        if platform == "x" and self._happens(0.45):
            handle = f"@{self._world.channels['x'].handle}"
            named = text if handle.lower() in text.lower() else f"{handle} {text}"
            return named, MENTION if self._happens(0.4) else COMMENT
        return text, COMMENT

    def _post(self, platform: str, line: corpus.Line) -> Post:
        """A post under which the text makes sense; newer ones draw more."""
        posts = self._world.posts_of(platform)
        fitting = [post for post in posts if _fits(post, line)] or posts
        return self._chance.choices(fitting, [1 / (place + 1) for place in range(len(fitting))])[0]

    def _message(self) -> Contribution:
        """A private message; now and then a second one from somebody who wrote before."""
        platform = self._chance.choice(MESSAGING)
        lines = [line for line in corpus.messages() if line.label != "report"]
        return self._publish(
            cast.anyone(self._world, platform, self._chance), self._chance.choice(lines).text, DIRECT_MESSAGE
        )

    def _conversation(self) -> Contribution:
        """Begin a conversation under a post, or go on with one."""
        if self._open_threads and self._happens(0.75):
            top, rest = self._open_threads.pop(self._chance.randrange(len(self._open_threads)))
            if rest and not top.gone:
                if len(rest) > 1:
                    self._open_threads.append((top, rest[1:]))
                author = cast.anyone(self._world, top.platform, self._chance)
                return self._publish(author, rest[0], REPLY, parent=top.id)
        platform = self._chance.choice(PLATFORMS)
        texts = self._chance.choice(corpus.threads())
        author = cast.anyone(self._world, platform, self._chance)
        top = self._publish(author, texts[0], post=self._chance.choice(self._world.posts_of(platform)).id)
        self._open_threads.append((top, texts[1:]))
        return top

    def _again(self) -> Contribution:
        """Somebody whom the organisation wrote to breaches again; when nobody was, one of the regulars does."""
        label = self._chance.choice(sorted(corpus.BREACHES))
        warned = sorted({each.author for each in self._breaches if self._was_written_to(each)})
        if not warned:
            return self._comment(label)
        person = self._chance.choice(warned)
        before = next(each for each in reversed(self._breaches) if each.author == person)
        line = self._line(label)
        post = self._post(before.platform, line)
        text = line.text.replace("{staff}", post.staff[0] if post.staff else "that officer")
        made = self._publish(self._world.authors[before.platform, person], text, post=post.id)
        self._breaches.append(made)
        return made

    def _was_written_to(self, contribution: Contribution) -> bool:
        """Whether its author got a private message or a public answer from the organisation."""
        platform, found = contribution.platform, self._world.replies(contribution)
        if platform in MESSAGING:
            channel = self._world.channels[platform].external_id
            found += self._world.thread(platform, thread_of(platform, channel, contribution.author))
        return any(each.by_organisation for each in found)

    def _report(self) -> Contribution:
        """Somebody tells the organisation in private of a comment that they saw."""
        seen = [each for each in self._breaches if each.platform in MESSAGING and each.state == VISIBLE]
        if not seen:
            return self._comment("abuse_user")
        about = self._chance.choice(seen[-10:])
        text = self._chance.choice([line for line in corpus.messages() if line.label == "report"]).text
        post = self._world.posts.get((about.platform, about.post))
        topic = post.title if post else "the new post"
        text = text.replace("{link}", self._link(about)).replace("{quote}", about.typed).replace("{topic}", topic)
        return self._publish(cast.anyone(self._world, about.platform, self._chance), text, DIRECT_MESSAGE)

    def _link(self, about: Contribution) -> str:
        if about.platform == "facebook":
            return facebook_link(self._world.channels["facebook"].external_id, about)
        return instagram_link(about.post) if about.platform == "instagram" else f"https://x.com/i/web/status/{about.id}"

    def _edit(self) -> Contribution | None:
        """An author softens what they wrote, or makes it worse."""
        found = self._still_there()
        if found is None:
            return None
        text = f"{found.typed} You useless clowns" if self._happens(0.3) else f"{found.typed} (edited: sorry, typo)"
        return members.edit(self._world, found.platform, found.id, text)

    def _remove(self) -> Contribution | None:
        """An author takes something back."""
        found = self._still_there()
        return members.remove(self._world, found.platform, found.id) if found else None

    def _still_there(self) -> Contribution | None:
        there = [each for each in self._recent if not each.gone]
        return self._chance.choice(there) if there else None

    def _campaign(self) -> Contribution:
        """Several accounts post the same within a moment."""
        platform = self._chance.choice(PLATFORMS)
        text = self._chance.choice([line for line in corpus.comments() if line.label == "spam_campaign"]).text
        post = self._chance.choice(self._world.posts_of(platform))
        count = self._chance.randint(4, 6)
        made = [self._publish(cast.spammer(self._world, platform, place), text, post=post.id) for place in range(count)]
        return made[-1]


def _fits(post: Post, line: corpus.Line) -> bool:
    if line.on == "sensitive":
        return post.sensitive
    if line.on != "staff":
        return line.on in {"any", post.purpose}
    wrong = _HE if post.pronoun == "she" else _SHE
    return bool(post.staff) and not wrong.search(line.text)
