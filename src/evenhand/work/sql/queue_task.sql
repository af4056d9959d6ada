-- An empty lane now waits for this task; behind others it only makes what is in front of it as urgent.
UPDATE work_lane
SET priority = CASE WHEN head IS NULL OR priority > %(priority)s THEN %(priority)s ELSE priority END,
    due_at = CASE WHEN head IS NULL THEN %(run_at)s ELSE due_at END,
    head = COALESCE(head, %(task)s)
WHERE name = %(name)s AND (head IS NULL OR priority > %(priority)s)
