"""A meeting as it is lived."""
