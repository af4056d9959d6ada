-- Link what came before its parent did.
UPDATE intake_contribution SET parent_id = %(parent)s
WHERE channel_id = %(channel)s AND parent_id IS NULL AND parent_external_id = %(external_id)s AND id <> %(parent)s
