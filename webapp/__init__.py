"""Shows the engine to people."""
