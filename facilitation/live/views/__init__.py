"""Joining a meeting, its devices as the desk sees them, the room screen elsewhere."""

from facilitation.live.views import devices, joining, own_texts, phone, pointing, pulse, screens
from facilitation.live.views.routes import blueprint

__all__ = ["blueprint", "devices", "joining", "own_texts", "phone", "pointing", "pulse", "screens"]
