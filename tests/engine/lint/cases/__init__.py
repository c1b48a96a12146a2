"""For every rule a small diagram that breaks it, and the same diagram mended."""
