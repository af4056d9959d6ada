"""Users, their roles and who may see or do what. Not here: the screens to sign in (desk)."""
