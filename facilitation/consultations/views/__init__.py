"""The pages of consultations: the ballot, which knows nobody, and what its facilitators lead it with."""

from facilitation.consultations.views import ballot, leading
from facilitation.consultations.views.nobody import strip
from facilitation.consultations.views.routes import blueprint

__all__ = ["ballot", "blueprint", "leading", "strip"]
