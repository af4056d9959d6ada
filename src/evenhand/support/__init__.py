"""Questions and member reports: who asked, and with what outcome."""
