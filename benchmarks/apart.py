"""Runs a benchmark's measuring module in a process of its own, on a fresh PostgreSQL database that is dropped after."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.record.run import ROOT, database
from benchmarks.timing import Figure


def figures(module: str, *words: str) -> list[Figure]:
    """What `module` says on the last line of its output; progress goes to standard error as it is said."""
    with tempfile.TemporaryDirectory() as folder, database("postgresql", Path(folder)) as url:
        environment = {
            **os.environ,
            "EVENHAND_VAR": folder,
            "EVENHAND_DATABASE_URL": url,
            "EVENHAND_SEAL_KEY_FILE": f"{folder}/seal-key.pem",
            "EVENHAND_ERASURE_LOG": f"{folder}/erasures.jsonl",
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT), os.environ.get("PYTHONPATH", "")]),
            "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "evenhand.config.settings"),
        }
        command = [sys.executable, "-m", module, *words]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT)  # noqa: S603 (our own module)
    return [Figure(**one) for one in json.loads(done.stdout.splitlines()[-1])]
