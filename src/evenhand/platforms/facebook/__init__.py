"""Facebook Pages, Graph API v26.0, with a Page token."""
