"""Serves the sandbox on one local port."""

from __future__ import annotations

import logging
import socket

import uvicorn

from evenhand.sandbox.app import build
from evenhand.sandbox.state.world import World

DROPPED = "returned without completing response"


class ListenError(RuntimeError):
    """The port cannot be had; the message says what to do."""


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to that address; port 0 takes a free one.

    The protocol is named, so that asyncio turns Nagle's algorithm off: without it each answer waits 40 ms.

    Raises:
        ListenError: the port is taken, or the address is none of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except (OSError, OverflowError) as error:
        bound.close()
        raise ListenError(f"The sandbox cannot listen on {host}, port {port}: {error}. Give another --port.") from error
    return bound


def configuration(world: World | None = None) -> uvicorn.Config:
    """Uvicorn with a sandbox of its own. Only failures are logged, and never what was asked."""
    logging.getLogger("uvicorn.error").addFilter(_not_a_fault)
    return uvicorn.Config(
        build(world), log_config=None, log_level="error", access_log=False, lifespan="on", timeout_graceful_shutdown=1
    )


def _not_a_fault(entry: logging.LogRecord) -> bool:
    """A dropped connection is one of our faults, switched on on purpose."""
    return DROPPED not in entry.getMessage()


def serve(host: str = "127.0.0.1", port: int = 8700) -> None:
    """Serve until interrupted.

    Raises:
        ListenError: the port cannot be had.
    """
    uvicorn.Server(configuration()).run(sockets=[listen(host, port)])
