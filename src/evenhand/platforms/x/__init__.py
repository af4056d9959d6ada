"""X, API v2, connected mode: posts, mentions, conversations, hiding replies, direct messages."""
