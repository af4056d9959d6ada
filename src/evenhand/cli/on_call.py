"""`evenhand on-call`: who is alerted of a person at risk or a threat out of hours, and whether an alert arrives."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

import typer

from evenhand.care.alerts import on_call
from evenhand.care.sending import NotSentError, send
from evenhand.care.words import Words

app = typer.Typer(add_completion=False, help="See who is alerted of what may not wait; send a test.")
NOBODY = (
    "Nobody is on call: a person at risk or a threat out of hours waits at the top of the queue until somebody signs "
    "in. Set EVENHAND_ON_CALL_EMAIL or EVENHAND_ON_CALL_WEBHOOK (docs/howto/alert-who-is-on-call.md)."
)
TEST = Words(
    subject="Evenhand: this is a test",
    text="This is a test of Evenhand's alerts. Nobody is at risk, and there is nothing to do.",
    link="",
    case=0,
)


@app.command()
def show() -> None:
    """Print the ways of alerting; of the webhook only its host, since its path is a secret."""
    told = on_call()
    if not told.ways:
        typer.echo(NOBODY)
        raise typer.Exit(1)
    if told.emails:
        typer.echo(f"e-mail:  {', '.join(told.emails)}")
    if told.webhook:
        typer.echo(f"webhook: {urlsplit(told.webhook).hostname}, as {told.webhook_format}")
    if told.engineer_emails:
        typer.echo(f"alarms of channels: {', '.join(told.engineer_emails)}")
    typer.echo(f"links:   {told.desk or 'none, since EVENHAND_DESK is not set'}")


@app.command()
def test() -> None:
    """Send a test by each way; exit 1 where one could not be sent."""
    ways = on_call().ways
    if not ways:
        typer.echo(NOBODY)
        raise typer.Exit(1)
    went = [_sent(way) for way in ways]
    if not all(went):
        raise typer.Exit(1)


def _sent(way: str) -> bool:
    try:
        asyncio.run(send(way, TEST))
    except NotSentError as error:
        typer.echo(f"{way}: could not be sent ({error.code}). Check its address and that this machine may reach it.")
        return False
    typer.echo(f"{way}: sent. See whether it arrived.")
    return True
