CREATE TRIGGER flip_while_comparing BEFORE INSERT ON judgement_flip
WHEN NOT EXISTS (
    SELECT 1 FROM judgement_comparison WHERE id = NEW.comparison_id AND state = 'running'
)
BEGIN
    SELECT RAISE(ABORT, 'A comparison that is ready takes no further flips. Compare anew.');
END
