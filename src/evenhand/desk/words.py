"""The plain words of the desk for the codes of the house. Not here: the words of a policy (its file)."""

from __future__ import annotations

from evenhand.platforms.names import NAMES

PLATFORMS = NAMES
KINDS = {
    "comment": "comment",
    "reply": "reply",
    "mention": "mention",
    "visitor_post": "visitor post",
    "review": "review",
    "direct_message": "direct message",
}
CASES = {
    "review": "Review",
    "question": "Question",
    "member_report": "Report",
    "safeguarding": "Safeguarding",
    "confirmation": "Second person",
    "block_approval": "Block",
    "block_review": "Review of a block",
    "appeal": "Appeal",
    "legal": "Legal",
    "foi": "FOI request",
    "subject_access": "Data rights request",
    "complaint": "Complaint",
    "whistleblowing": "Concern raised from inside",
}
CASE_COLOURS = {
    "safeguarding": "red",
    "confirmation": "purple",
    "block_approval": "purple",
    "block_review": "purple",
    "question": "green",
    "member_report": "blue",
    "appeal": "blue",
    "foi": "purple",
    "subject_access": "purple",
    "complaint": "green",
    "whistleblowing": "red",
}
URGENCY = {1: "Now", 2: "Today", 3: "Soon", 4: "Normal", 5: "When there is time"}
PLATFORM_STATES = {
    "visible": "Visible to everyone",
    "hidden": "Hidden from others",
    "held": "Held for review",
    "rejected": "Rejected on the platform",
    "gone": "No longer on the platform",
    "unreadable": "The platform does not show its state",
}
STATE_COLOURS = {"visible": "green", "hidden": "grey", "held": "grey", "rejected": "grey", "gone": "black"}
OPERATIONS = {
    "hide": "Hide it from others",
    "unhide": "Show it again",
    "delete": "Delete it",
    "platform_report": "Report it to the platform",
    "warn": "Warn its author",
    "reply": "Reply in public",
    "message": "Write privately",
    "block": "Block its author",
    "unblock": "Unblock its author",
}
OUTCOMES = {
    "breach": "It breached a guideline",
    "no_breach": "It stays up",
    "corrected": "Corrected in public; it stays up",
    "answered": "Answered",
    "redirected": "Sent to somebody else",
    "closed": "Closed without an answer",
    "helped": "Something was done for them",
    "no_danger": "There was no danger",
    "gone": "Gone before a decision",
    "merged": "Goes on in the case of the comment that it is about",
    "upheld": "The appeal was upheld",
    "turned_down": "The appeal was turned down",
    "repeated": "The appeal said nothing new",
    "withdrawn": "The appeal was taken back",
    "blocked": "Its author is blocked",
    "not_blocked": "Its author is not blocked",
    "unblocked": "Its author is unblocked",
    "kept_blocked": "The block stays",
    "already_blocked": "Its author was blocked already",
}
ACTION_COLOURS = {"done": "green", "failed": "red", "unknown": "red", "manual": "purple", "moot": "grey"}


def platform(code: str) -> str:
    """The platform's name as it writes itself; the code where we do not know it."""
    return {str(key): name for key, name in PLATFORMS.items()}.get(code, code)
