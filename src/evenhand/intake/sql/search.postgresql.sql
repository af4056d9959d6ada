-- Versions whose words hold all of those asked for, newest first; by the index `version_words`, whatever the planner
-- thinks of walking over all versions instead (`intake.searching` says when it is asked).
SELECT id, contribution_id FROM intake_version
WHERE to_tsvector('simple'::regconfig, regexp_replace(lower(text), '[^[:alnum:]]+', ' ', 'g'))
      @@ plainto_tsquery('simple'::regconfig, %(words)s)
  AND change <> 'removed' AND id < %(before)s
ORDER BY id DESC
LIMIT %(most)s
