"""The pages of paper: the kit of a meeting or of a guide, the sheets typed in again."""

from facilitation.paper.views import kit, retype
from facilitation.paper.views.routes import blueprint

__all__ = ["blueprint", "kit", "retype"]
