"""Appeals, from the request to the letter: received, found, decided by another person, told, counted."""
