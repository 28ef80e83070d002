"""Decisions, actions, open questions, reservations, and what is set aside."""
