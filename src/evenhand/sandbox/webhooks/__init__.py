"""How the platforms tell: Meta, X and LinkedIn push what happens, each signed in its own way. YouTube never does."""
