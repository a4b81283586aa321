"""Statistics beside the contractual reading; floats are allowed here and in charts only."""
