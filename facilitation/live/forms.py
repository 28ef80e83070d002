"""The forms of joining."""

from __future__ import annotations

from facilitation.i18n import mark
from facilitation.live.shown import WhoPage
from facilitation.web.forms import AtMost, BaseForm, LineField, Needed, later

LONGEST_NAME = 60


class JoinForm(BaseForm):
    """The code that is shown in the room."""

    code = LineField(
        later(mark("Code affiché dans la salle")), [Needed(mark("Écrivez les huit signes affichés dans la salle."))]
    )


class ScreenForm(BaseForm):
    """The code of a room screen's link, which travels in its fragment."""

    code = LineField(later(mark("Code du lien")), [Needed(mark("Recopiez la fin du lien, après le signe #."))])


class WhoForm(BaseForm):
    """A first name, or nothing."""

    name = LineField(later(mark("Prénom, si vous voulez")), [AtMost(LONGEST_NAME)])

    @classmethod
    def of(cls, page: WhoPage) -> WhoForm:
        """The form as this phone filled it."""
        return cls(formdata=None, name=page.name)
