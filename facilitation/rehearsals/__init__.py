"""Rehearsing a guide alone, with people who do not exist: a world of its own, held in memory, of which nothing is left (`docs/decisions/0018`)."""
