"""The load: raw keep-alive connections in a process of their own, each request signed and different from all others.

`load.py PORT PATH REQUESTS CONNECTIONS`; the secret comes from BENCH_SECRET. Prints one JSON line: seconds taken,
latencies in milliseconds, and how many were not answered 200.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import os
import secrets
import sys
import time

SECRET = os.environ["BENCH_SECRET"].encode()


def request(path: str) -> bytes:
    """One signed delivery of about 500 bytes."""
    number = secrets.token_hex(8)
    value: dict[str, object] = {
        "item": "comment",
        "verb": "add",
        "comment_id": f"1_{number}",
        "post_id": "1_2",
        "parent_id": "1_2",
    }
    value |= {"from": {"id": f"9{number}", "name": "Someone Invented"}, "message": "When do visits start again? " * 6}
    body = json.dumps(
        {"object": "page", "entry": [{"id": "1", "time": 1763900000, "changes": [{"field": "feed", "value": value}]}]}
    ).encode()
    signature = hmac.new(SECRET, body, hashlib.sha256).hexdigest()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"X-Hub-Signature-256: sha256={signature}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def client(port: int, requests: list[bytes], latencies: list[float]) -> int:
    """Send requests one after another over one connection; how many were not answered 200."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    wrong = 0
    while requests:
        sent = requests.pop()
        began = time.perf_counter()
        writer.write(sent)
        head = await reader.readuntil(b"\r\n\r\n")
        await rest(reader, head.lower())
        latencies.append((time.perf_counter() - began) * 1000)
        wrong += b" 200 " not in head[:20]
    writer.close()
    return wrong


async def rest(reader: asyncio.StreamReader, head: bytes) -> None:
    """Read the answer's body, whichever way its length is told."""
    if b"transfer-encoding: chunked" in head:
        while await reader.readuntil(b"\r\n") != b"0\r\n":
            pass
        await reader.readuntil(b"\r\n")
        return
    for line in head.split(b"\r\n"):
        if line.startswith(b"content-length:"):
            await reader.readexactly(int(line[15:]))


async def main(port: int, path: str, count: int, connections: int) -> dict[str, object]:
    """The whole load; everything is made and signed before the clock starts."""
    requests = [request(path) for _ in range(count)]
    latencies: list[float] = []
    began = time.perf_counter()
    wrong = await asyncio.gather(*(client(port, requests, latencies) for _ in range(connections)))
    return {"seconds": time.perf_counter() - began, "wrong": sum(wrong), "latencies": latencies}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))))
