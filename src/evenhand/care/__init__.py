"""People at risk and featured staff."""
