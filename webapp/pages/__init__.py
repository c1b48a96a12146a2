"""One module a page; each parses, asks and answers."""
