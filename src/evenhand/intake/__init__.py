"""What comes in: webhooks stored as hints, polling as the truth, contributions and their versions."""
