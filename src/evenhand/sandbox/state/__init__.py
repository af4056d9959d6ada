"""What the platforms hold, in memory: channels, posts, contributions, authors, and the ledger of what happened."""
