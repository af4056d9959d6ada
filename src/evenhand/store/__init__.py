"""House plumbing for the two stores: composite foreign keys and guard triggers. No rule of its own."""
