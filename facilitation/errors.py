"""The one family of errors that people may read."""

from __future__ import annotations

from facilitation.i18n import _


class FacilitationError(Exception):
    """Cette action n'a pas pu se faire. Rien n'a été perdu."""

    def __init__(self, **details: object) -> None:
        super().__init__(type(self).__name__)
        self.details = details

    @property
    def sentence(self) -> str:
        """The French sentence shown to the person: the class's docstring, its `%(name)s` filled from the details."""
        said = type(self).__doc__ or ""
        return _(said, **self.details)

    def __str__(self) -> str:
        return self.sentence


class NotHere(FacilitationError):
    """Cette page n'existe pas, ou ne vous est pas ouverte."""


class InvalidText(FacilitationError):
    """Ce texte ne peut pas être enregistré ainsi. Corrigez-le et renvoyez-le."""
