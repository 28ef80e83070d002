"""How long things are kept, what was erased, and the ends: of a meeting, a partnership, a service's part in it, a member's name."""

from facilitation.retention.views import delays, departing, ending, meeting, member, purges
from facilitation.retention.views.routes import blueprint

__all__ = ["blueprint", "delays", "departing", "ending", "meeting", "member", "purges"]
