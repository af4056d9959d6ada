"""What the simulated Facebook and Instagram share: Graph's fields, paging, errors, limits and conversations."""
