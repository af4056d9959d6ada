"""The API face: webhook endpoints now; the open API later."""
