"""The form of the desk that completes what was captured: the read-back's, with who is in the room."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import SelectField

from facilitation.i18n import _, mark
from facilitation.meetings.forms import DETAILS, OutcomeForm
from facilitation.meetings.shown import MeetingShown, OutcomeShown
from facilitation.outcomes.rules import MODES, OutcomeKind
from facilitation.web.forms import later


class QualifyForm(OutcomeForm):
    """The read-back's form with who is present to bear an action, and the decision that a reservation is about."""

    bearer_id = SelectField(
        later(mark("Qui la porte, parmi les personnes présentes")), choices=[], validate_choice=False
    )
    decision_id = SelectField(later(mark("Elle porte sur")), choices=[], validate_choice=False)

    def details(self, kind: OutcomeKind) -> dict[str, Any]:
        """The fields that an outcome of this kind has, as the service takes them."""
        found = super().details(kind)
        if kind is OutcomeKind.ACTION:
            found["bearer_id"] = self.bearer_id.data or None
        if kind is OutcomeKind.RESERVE:
            found["decision_id"] = self.decision_id.data or None
        return found


def qualify_form(
    outcome: OutcomeShown,
    meeting: MeetingShown,
    outcomes: tuple[OutcomeShown, ...],
    sent: Mapping[str, str] | None = None,
) -> QualifyForm:
    """The form of this outcome: filled with what was sent (and then with its faults), else with what is known of it."""
    if sent:
        form = QualifyForm(formdata=MultiDict(dict(sent)))
        form.validate()
    else:
        names = ("text", "bearer_id", "decision_id", *DETAILS[outcome.kind])
        form = QualifyForm(formdata=None, data={name: getattr(outcome, name) for name in names})
        if outcome.bearer_id:
            form.bearer.data = ""
    form.mode.choices = [("", _("non précisé")), *((mode.value, _(words)) for mode, words in MODES.items())]
    here = [(one.id, one.name) for one in meeting.people if one.here or one.id == outcome.bearer_id]
    form.bearer_id.choices = [("", _("personne encore")), *here]
    decisions = [(one.id, f"{one.short} {one.text[:60]}") for one in outcomes if one.kind is OutcomeKind.DECISION]
    form.decision_id.choices = [("", _("aucune décision en particulier")), *decisions]
    return form
