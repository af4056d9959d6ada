"""What a platform asks of an address before it delivers there, and whether the answer proves the secret."""

from __future__ import annotations

import base64
import hmac

import httpx

from evenhand.sandbox.state.ids import token
from evenhand.sandbox.state.model import Channel
from evenhand.sandbox.webhooks.signing import digest

LINKEDIN_SECONDS = 3.0
OTHERS_SECONDS = 10.0


async def shake(client: httpx.AsyncClient, channel: Channel, url: str, seed: str) -> str:
    """Challenge `url` as the platform does. "" when the answer is right, else what was wrong with it."""
    challenge = token(f"challenge{seed}", 24)
    seconds = LINKEDIN_SECONDS if channel.platform == "linkedin" else OTHERS_SECONDS
    try:
        answer = await client.get(url, params=_query(channel, challenge), timeout=seconds)
    except Exception as error:  # noqa: BLE001 (whatever is wrong with an address is its own, and the others go on)
        return f"The address could not be asked ({type(error).__name__})."
    if answer.status_code != 200:  # noqa: PLR2004 -- HTTP
        return f"The address answered {answer.status_code} to the challenge; it must be 200."
    return "" if _right(channel, challenge, answer) else "The address answered the challenge wrongly."


def _query(channel: Channel, challenge: str) -> dict[str, str]:
    if channel.platform == "x":
        return {"crc_token": challenge}
    if channel.platform == "linkedin":
        return {"challengeCode": challenge}
    return {"hub.mode": "subscribe", "hub.verify_token": channel.verify_token, "hub.challenge": challenge}


def _right(channel: Channel, challenge: str, answer: httpx.Response) -> bool:
    if channel.platform in {"facebook", "instagram"}:
        return answer.text.strip() == challenge
    try:
        data = answer.json()
    except ValueError:
        return False
    if not isinstance(data, dict):
        return False
    signed = digest(channel.app_secret, challenge.encode())
    if channel.platform == "x":
        return _same(data.get("response_token"), f"sha256={base64.b64encode(signed).decode()}")
    return data.get("challengeCode") == challenge and _same(data.get("challengeResponse"), signed.hex())


def _same(given: object, wanted: str) -> bool:
    return isinstance(given, str) and hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode())
