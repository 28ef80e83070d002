"""The pages of the minutes: their life, the form for remarks, corrections, and what they are taken away as."""

from facilitation.minutes.views import correcting, files, life, remarks, to_read
from facilitation.minutes.views.routes import blueprint

__all__ = ["blueprint", "correcting", "files", "life", "remarks", "to_read"]
