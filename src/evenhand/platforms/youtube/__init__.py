"""YouTube, Data API v3, as the channel's owner."""
