SELECT epoch, "left", most, resets_at, ended_at, out, lost, "before", began_at, untold, closed_until
FROM channels_limit WHERE account = %(account)s AND bucket = %(bucket)s
