"""Between HTTP and the state: a call is read, planned by its platform, meets the faults, and enters the ledger."""
