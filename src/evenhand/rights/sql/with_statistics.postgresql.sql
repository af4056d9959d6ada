-- Each table or index that has statistics: its number, its name, and the table whose rows they quote.
SELECT DISTINCT relation.oid, relation.relname, coalesce(index.indrelid, relation.oid)::regclass::text
FROM pg_stats AS stated
JOIN pg_namespace AS space ON space.nspname = stated.schemaname
JOIN pg_class AS relation ON relation.relnamespace = space.oid AND relation.relname = stated.tablename
LEFT JOIN pg_index AS index ON index.indexrelid = relation.oid
WHERE stated.schemaname NOT IN ('pg_catalog', 'information_schema')
