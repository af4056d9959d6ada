-- Versions whose words hold all of those asked for, newest first; by the index of hashes `intake_version_words`, whatever
-- the planner thinks of walking over all versions instead (`intake.searching` says when it is asked). Two words may have
-- one hash, so the words themselves are compared then.
SELECT id, contribution_id FROM intake_version
WHERE intake_words(text) @> intake_words(%(words)s)
  AND regexp_split_to_array(lower(text), '[^[:alnum:]]+') @> string_to_array(%(words)s, ' ')
  AND change <> 'removed' AND id < %(before)s
ORDER BY id DESC
LIMIT %(most)s
