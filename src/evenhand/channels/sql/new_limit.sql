-- Whichever process comes first: the caller reads the row again.
INSERT INTO channels_limit (account, bucket, epoch, most, out, lost, "before", untold)
VALUES (%(account)s, %(bucket)s, 1, 0, 0, 0, 0, FALSE)
ON CONFLICT (account, bucket) DO NOTHING
