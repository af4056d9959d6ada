-- One lane; on PostgreSQL locked until the transaction ends (SQLite has one writer at a time).
SELECT * FROM work_lane WHERE name = %(name)s
