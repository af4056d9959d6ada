"""The ladder: strikes, warnings, blocks, and the grounds without which no block can exist."""
