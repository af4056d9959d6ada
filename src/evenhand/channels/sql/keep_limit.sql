UPDATE channels_limit
SET epoch = %(epoch)s, "left" = %(left)s, most = %(most)s, resets_at = %(resets_at)s, ended_at = %(ended_at)s,
    out = %(out)s, lost = %(lost)s, "before" = %(before)s, began_at = %(began_at)s, untold = %(untold)s, closed_until = %(closed_until)s
WHERE account = %(account)s AND bucket = %(bucket)s
