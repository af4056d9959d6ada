"""What Facebook and Instagram share: Graph's errors and limits, its webhooks' signature, private messages."""
