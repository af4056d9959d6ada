"""LinkedIn organisation pages, versioned REST API: posts, comments, replies. Everything else is by hand."""
