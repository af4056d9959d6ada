"""The key that seals credentials is changed whole or not at all; of a webhook secret two live until a date."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.utils import timezone
from pytest_django.fixtures import Settings

from evenhand.channels import rotating
from evenhand.channels import services as channels
from evenhand.channels.credentials import Credentials, CredentialsError, key_list, name_of, seal, sealed_with
from evenhand.channels.models import Channel
from evenhand.channels.services import ChannelError, NewChannel
from evenhand.records.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(settings: Settings, tmp_path: Path) -> Path:
    """The key in a file, as where nothing is set."""
    made = tmp_path / "credentials-key"
    made.write_text(Fernet.generate_key().decode(), "utf-8")
    settings.CREDENTIALS_KEY_FILE = made
    return made


def connected(account: str = "page-1", *secrets: str) -> Channel:
    return channels.add_channel(NewChannel("facebook", account, "Ours"), Credentials(f"token of {account}", secrets))


def test_all_are_sealed_anew_and_the_old_key_goes(file: Path) -> None:
    one, two = connected("page-1"), connected("page-2")
    (old,) = key_list()
    assert rotating.rotate_keys() == 2
    (new,) = key_list()
    assert new != old
    assert old not in file.read_text("utf-8")
    assert file.stat().st_mode & 0o777 == 0o600
    assert [channels.credentials(Channel.objects.get(pk=each.pk)).token for each in (one, two)] == [
        "token of page-1",
        "token of page-2",
    ]
    assert rotating.keys_used() == {name_of(new): 2}
    assert Entry.objects.get(kind="channel.keys_rotated").facts == {"channels": 2, "key": name_of(new)}


def test_one_that_cannot_be_opened_stops_the_whole(file: Path) -> None:
    connected("page-1")
    lost = connected("page-2")
    before = file.read_text("utf-8")
    sealed = dict(Channel.objects.values_list("pk", "credentials"))
    Channel.objects.filter(pk=lost.pk).update(credentials=Fernet(Fernet.generate_key()).encrypt(b"{}"))
    with pytest.raises(CredentialsError, match=f"channel {lost.pk}"):
        rotating.rotate_keys()
    assert file.read_text("utf-8") == before
    kept = Channel.objects.exclude(pk=lost.pk).values_list("pk", "credentials").get()
    assert bytes(kept[1]) == bytes(sealed[kept[0]])
    assert rotating.keys_used()[""] == 1


def test_a_rotation_that_was_broken_off_is_gone_on_with(file: Path) -> None:
    connected("page-1")
    (old,) = key_list()
    new = Fernet.generate_key().decode()
    file.write_text(f"{new},{old}", "utf-8")
    connected("page-2")
    assert rotating.keys_used() == {name_of(new): 1, name_of(old): 1}
    rotating.rotate_keys()
    assert key_list() == [new]
    assert rotating.keys_used() == {name_of(new): 2}


def test_a_process_that_runs_reads_the_file_again(file: Path) -> None:
    channel = connected()
    rotating.rotate_keys()
    later = Fernet.generate_key().decode()
    file.write_text(f"{later},{file.read_text('utf-8')}", "utf-8")
    channel.credentials = seal(Credentials("sealed later"))
    assert sealed_with(channel.credentials) == name_of(later)


def test_a_key_of_the_environment_is_changed_by_whoever_set_it(settings: Settings) -> None:
    settings.CREDENTIALS_KEY_FILE = None
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.CREDENTIALS_KEY = old
    connected()
    with pytest.raises(CredentialsError, match="EVENHAND_CREDENTIALS_KEY=new,old"):
        rotating.rotate_keys()
    settings.CREDENTIALS_KEY = f"{new},{old}"
    assert rotating.rotate_keys() == 1
    settings.CREDENTIALS_KEY = new
    assert channels.credentials(Channel.objects.get()).token == "token of page-1"


def test_a_new_secret_counts_beside_the_old_one_until_its_date() -> None:
    channel = connected("page-1", "older", "oldest")
    until = rotating.rotate_secret(channel, " newest ", keep_old=timedelta(hours=5))
    channel.refresh_from_db()
    keys = channels.credentials(channel)
    assert keys.secrets == ("newest", "older"), "two live, and no more"
    assert channels.live_secrets(channel, keys, until - timedelta(seconds=1)) == ("newest", "older")
    assert channels.live_secrets(channel, keys, until) == ("newest",)
    assert rotating.retire_secrets(timezone.now()) == 0
    assert rotating.retire_secrets(until) == 1
    assert channels.credentials(Channel.objects.get()).secrets == ("newest",)
    assert "newest" not in str(list(Entry.objects.values_list("facts", flat=True)))


@pytest.mark.parametrize(
    ("secret", "days", "words"), [("", 1, "empty"), ("older", 1, "already"), ("new", 31, "30 days")]
)
def test_a_secret_that_cannot_be_taken_is_told(secret: str, days: int, words: str) -> None:
    channel = connected("page-1", "older")
    with pytest.raises(ChannelError, match=words):
        rotating.rotate_secret(channel, secret, keep_old=timedelta(days=days))


def test_the_first_secret_has_none_before_it() -> None:
    channel = connected()
    rotating.rotate_secret(channel, "first")
    channel.refresh_from_db()
    assert channel.old_secrets_until is None
