"""Partnerships: the services that meet, their members, their usual settings."""
