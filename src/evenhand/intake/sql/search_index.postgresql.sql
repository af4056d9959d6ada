CREATE INDEX version_words ON intake_version
USING gin (to_tsvector('simple'::regconfig, regexp_replace(lower(text), '[^[:alnum:]]+', ' ', 'g')))
