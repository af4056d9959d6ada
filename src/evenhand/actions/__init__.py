"""Effects on platforms: written down, tried, read back, reconciled; manual tasks where there is no API."""
