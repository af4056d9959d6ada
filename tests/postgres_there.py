"""Exit 0 where a PostgreSQL answers that tests may use (EVENHAND_TEST_POSTGRES, else the local one)."""

from __future__ import annotations

import os
import sys

import psycopg

try:
    server = os.environ.get("EVENHAND_TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432")
    psycopg.connect(f"{server}/postgres", connect_timeout=3).close()
except psycopg.OperationalError:
    sys.exit(1)
