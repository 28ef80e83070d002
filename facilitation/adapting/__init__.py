"""Adapting: the house's own guides, changed in a page that shows each fault beside its field."""
