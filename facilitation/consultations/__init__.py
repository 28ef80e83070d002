"""Answers that nobody can tie to anybody: drawn slips, a sealed urn in a file of its own, an irreversible closing."""
