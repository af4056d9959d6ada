"""Serves the sandbox on one local port."""

from __future__ import annotations

import uvicorn

from evenhand.sandbox.app import build


def configuration(host: str, port: int) -> uvicorn.Config:
    """Uvicorn, quiet: dropped connections are among the faults, and no access log names what was asked."""
    return uvicorn.Config(build(), host=host, port=port, log_level="critical", access_log=False, lifespan="on")


def serve(host: str = "127.0.0.1", port: int = 8700) -> None:
    """Serve until interrupted."""
    uvicorn.Server(configuration(host, port)).run()
