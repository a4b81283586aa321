"""Many contracts by ranges of them, in several processes or on several machines: the same result as in one process."""
