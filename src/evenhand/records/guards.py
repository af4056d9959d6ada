"""The guards of the record: what is written stays, whatever SQL says otherwise.

Row triggers refuse UPDATE and DELETE. Two ways lead round a row trigger, and are refused as well:
`INSERT OR REPLACE` on SQLite (it deletes without asking DELETE triggers) and TRUNCATE on PostgreSQL.
Whoever owns the database can drop a trigger; that is what the seal is for.
"""

from __future__ import annotations

from pathlib import Path

from evenhand.store.guards import Guard, refuse_change, register

_SQL = Path(__file__).parent / "sql"
_KEYS = {
    "records_entry": ("id",),
    "records_batch": ("number", "first_seq", "last_seq", "head", "previous"),
    "records_sealedentry": ("seq", "entry_id"),
    "records_evidence": ("id", "entry_id"),
    "records_content": ("entry_id",),
}
"""Each guarded table with its unique columns, in which a replacing insert could collide."""

_WHY = {
    "records_entry": "An entry of the record is never changed or removed",
    "records_batch": "A sealed batch of the record is never changed or removed",
    "records_sealedentry": "A sealed entry of the record is never changed or removed",
    "records_evidence": "Evidence is never changed or removed; erase its content instead",
    "records_content": "A content of the record is never changed; it is erased by records.services.erase_content",
}


def register_all() -> None:
    """Make the guards known to the store, which installs them after each migrate."""
    for table, why in _WHY.items():
        register(refuse_change(table, "UPDATE", why))
        if table != "records_content":
            register(refuse_change(table, "DELETE", why))
        register(_no_way_round(table, why))


def _no_way_round(table: str, why: str) -> Guard:
    name = f"{table}_no_way_round"
    same = " OR ".join(f"{column} = NEW.{column}" for column in _KEYS[table])
    return Guard(
        name,
        table,
        install={
            vendor: (_SQL / f"no_way_round.{vendor}.sql")
            .read_text("utf-8")
            .format(name=name, table=table, same=same, why=why)
            for vendor in ("sqlite", "postgresql")
        },
        drop={
            "sqlite": f"DROP TRIGGER IF EXISTS {name}",
            "postgresql": f"DROP TRIGGER IF EXISTS {name} ON {table}",
        },
    )
