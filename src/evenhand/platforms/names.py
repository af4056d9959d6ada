"""Each platform's name as it writes itself, and the other names that people know it by."""

from __future__ import annotations

from evenhand.platforms.interface import Platform

NAMES = {
    Platform.FACEBOOK: "Facebook",
    Platform.INSTAGRAM: "Instagram",
    Platform.X: "X",
    Platform.LINKEDIN: "LinkedIn",
    Platform.YOUTUBE: "YouTube",
}
FULL_NAMES = {**NAMES, Platform.X: "X (formerly Twitter)"}
"""As a report names them: the policy that we follow says Twitter (clause 45)."""
_ALSO = {"twitter": Platform.X, "x/twitter": Platform.X}


def named(name: str) -> Platform | None:
    """The platform that somebody means by a name, whatever its capitals: X is found as Twitter too."""
    wanted = name.strip().lower()
    for names in (NAMES, FULL_NAMES):
        for platform, known in names.items():
            if wanted in {platform.value, known.lower()}:
                return platform
    return _ALSO.get(wanted)
