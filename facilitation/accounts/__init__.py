"""Accounts of facilitators, their sessions, and who may do what."""
