"""Work for people: queues, assignments, decisions."""
