"""Each platform's name as it writes itself."""

from __future__ import annotations

from evenhand.platforms.interface import Platform

NAMES = {
    Platform.FACEBOOK: "Facebook",
    Platform.INSTAGRAM: "Instagram",
    Platform.X: "X",
    Platform.LINKEDIN: "LinkedIn",
    Platform.YOUTUBE: "YouTube",
}
