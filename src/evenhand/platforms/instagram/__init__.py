"""Instagram professional accounts, Graph API v26.0, linked to a Page (Facebook Login)."""
