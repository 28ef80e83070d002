"""The library: guides as index cards, and one guide as a method card."""
