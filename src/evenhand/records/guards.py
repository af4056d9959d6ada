"""The guards of the record: what is written stays, whatever SQL says otherwise.

Row triggers refuse UPDATE and DELETE (of a content, DELETE without leave to erase). Two ways lead round a row
trigger, and are refused as well:
`INSERT OR REPLACE` on SQLite (it deletes without asking DELETE triggers) and TRUNCATE on PostgreSQL.
Whoever owns the database can drop a trigger; that is what the seal is for.
"""

from __future__ import annotations

from evenhand.store.guards import MAY_ERASE, no_way_round, refuse_change, register

KEYS = {
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
        erasable = f"NOT {MAY_ERASE}" if table == "records_content" else ""
        register(refuse_change(table, "DELETE", why, when=erasable))
        register(no_way_round(table, KEYS[table], why))
