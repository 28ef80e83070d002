"""What the room, paper and the next meeting add to the world that is looked at: each kind of step, groups, a follow-up, minutes that were sent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from facilitation.activities.base import Fields
from facilitation.consultations import service as consultations
from facilitation.database import db, reading, writing
from facilitation.guides.catalogue import Catalogue, freeze
from facilitation.meetings import models, service
from facilitation.meetings.rules import PointKind
from facilitation.meetings.service import groups, team
from facilitation.meetings.service.agenda import add_point
from facilitation.meetings.shown import NewMeeting, StageShown
from facilitation.minutes import service as minutes
from facilitation.outcomes import service as outcomes
from facilitation.outcomes.rules import OutcomeKind
from facilitation.partnerships import service as partnerships
from facilitation.web.context import house
from tests.live.rooms import guide as every_step

KINDS = (
    *("accord", "cartes", "ecriture", "matrice", "cotes", "phrase", "tour", "anonyme", "echelle", "vote", "liste"),
    *("position", "decision", "relecture", "avis"),
)
"""The steps of a guide that holds one of every kind, as a phone shows them."""
ANSWERS = {
    "vote": ({"choix": "quand"}, {"choix": "qui"}, {"choix": "quand"}),
    "avis": ({"note": "4"}, {"note": "5", "mot": "Court et utile."}, {"note": "3"}),
    "position": ({"quand": "1", "qui": "5"}, {"quand": "3", "qui": "4"}),
}
PROMISES = (
    "Demander à la direction de l’hôpital un délai de vingt-quatre heures avant chaque sortie",
    "Tenir à jour la liste des numéros du week-end",
    "Écrire la feuille de liaison en une page",
    "Proposer une visite croisée entre l’hôpital et la maison de repos",
    "Prévenir l’accueil",
)
MOST = 15
HERE, ASKED = 12, 9


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes meetings of this partnership, at this moment."""

    account: str
    partnership: str
    catalogue: Catalogue
    now: datetime

    def prepared(self, title: str, guide: str = "", *, starts_at: datetime | None = None) -> str:
        """A meeting of twelve people, with this guide."""
        new = NewMeeting(
            title=title,
            partnership_id=self.partnership,
            people=tuple(one.id for one in partnerships.members_of(partnership_id=self.partnership)[:HERE]),
            starts_at=starts_at or self.now,
            place="Salle du Conseil, CPAS de Valmont",
            secretary="Karim Haddad",
        )
        made = service.prepare(account_id=self.account, new=new, now=self.now)
        if guide:
            service.use_guide(meeting_id=made, guide_id=guide, catalogue=self.catalogue, now=self.now)
        return made

    def stage(self, meeting: str, *, step: str = "", kind: str = "") -> StageShown:
        """The first stage of this step, or of this kind of activity."""
        with reading():
            stages = service.meeting_shown(meeting_id=meeting, now=self.now).stages
        return next(one for one in stages if one.step.id == step or one.step.activity.type == kind)

    def led_to(self, meeting: str, stage: StageShown) -> None:
        """Start this meeting and go to this stage."""
        with writing():
            service.start(meeting_id=meeting, now=self.now)
        with reading():
            here = service.meeting_shown(meeting_id=meeting, now=self.now).current
        if here is None or here.id != stage.id:
            with writing():
                service.go_to(meeting_id=meeting, stage_id=stage.id, now=self.now)

    def convened(self) -> str:
        """Announced, then put off by a week."""
        with writing():
            made = self.prepared("Ce que nous avions promis", starts_at=self.now + timedelta(days=7))
            service.use_guide(meeting_id=made, guide_id="suivi-plan-action", catalogue=self.catalogue, now=self.now)
            service.convene(meeting_id=made, now=self.now)
        with reading():
            before = service.meeting_shown(meeting_id=made, now=self.now)
        with writing():
            row = db.session.get(models.Meeting, made)
            assert row
            row.starts_at = self.now + timedelta(days=14)
            db.session.flush()
            assert service.tell_again(before=before, now=self.now)
        return made

    def in_groups(self) -> str:
        """At a step that is done in three groups, the secretary's post and a co-facilitator's link waiting."""
        with writing():
            made = self.prepared("Nos relais, à quatre par groupe", "reflexivite-collective")
            team.invite(meeting_id=made, role="facilitator", now=self.now)
        here = self.stage(made, kind="notes")
        self.led_to(made, here)
        with writing():
            groups.draw(meeting_id=made, stage_id=here.id, count=3, way="noms", now=self.now)
        return made

    def at_step(self, kind: str) -> str:
        """At this step of the guide of every kind, with nine answers that nobody was shown."""
        with writing():
            made = self.prepared(f"Étape {kind}")
            row = db.session.get(models.Meeting, made)
            assert row
            add_point(row, PointKind.GUIDE, "Chaque sorte d’étape", freeze(every_step(), Catalogue()), "")
        here = self.stage(made, step=kind)
        self.led_to(made, here)
        for place in range(ASKED if kind in ANSWERS else 0):
            with writing():
                told = Fields(ANSWERS[kind][place % len(ANSWERS[kind])])
                service.answer(meeting_id=made, stage_id=here.id, formdata=told, now=self.now)
        return made

    def promised(self, title: str, months: int, count: int, *, closed: bool) -> str:
        """A meeting some months ago that ended with so many actions, a question, and something set aside."""
        then = replace(self, now=self.now - timedelta(days=30 * months))
        with writing():
            made = then.prepared(title)
            service.insert_point(
                meeting_id=made,
                kind=PointKind.DISCUSSION,
                title=title,
                minutes=20,
                catalogue=self.catalogue,
                now=then.now,
            )
        with writing():
            service.start(meeting_id=made, now=then.now)
        told = [(OutcomeKind.ACTION, PROMISES[place % len(PROMISES)], place) for place in range(count)]
        told += [(OutcomeKind.QUESTION, "Qui prévient la famille quand le retour est avancé ?", 0)]
        told += [(OutcomeKind.ASIDE, "Inviter les mutualités une fois par an", 0)]
        for kind, text, place in told:
            more = {"bearer": "Thomas Vandamme", "due_on": date(2026, 4, 20) + timedelta(days=9 * place)}
            with writing():
                outcomes.capture(
                    meeting_id=made,
                    stage_id=None,
                    kind=kind,
                    text=text,
                    account_id=self.account,
                    now=then.now,
                    **(more if kind is OutcomeKind.ACTION and place % 4 != 3 else {}),  # type: ignore[arg-type]
                )
        self._ended(made, then.now + timedelta(hours=1), closed=closed)
        return made

    def _ended(self, meeting: str, at: datetime, *, closed: bool) -> None:
        with writing():
            service.end(meeting_id=meeting, now=at)
            for one in outcomes.of_meeting(meeting_id=meeting, session=""):
                service.mark_read(meeting_id=meeting, outcome_id=one.id, read=True, now=at)
        if closed:
            with writing():
                service.close(meeting_id=meeting, now=at)

    def sent(self) -> str:
        """Minutes that were sent, with two remarks, one of them settled."""
        made = self.promised("Une feuille de liaison commune", 1, 4, closed=True)
        with writing():
            minutes.send(meeting_id=made, on=self.now.date(), now=self.now, secret=house().secret)
            for key, text in (("a", "Le service s’appelle « Santé mentale La Rive »."), ("b", "J’étais excusé.")):
                minutes.add_remark(
                    meeting_id=made, author="Ingrid Maes", organisation="AIS du Val", text=text, key=key, now=self.now
                )
        with reading():
            page = minutes.life_page(meeting_id=made, now=self.now, secret=house().secret)
        assert page
        with writing():
            first = page.remarks[0].id
            minutes.settle(meeting_id=made, remark_id=first, answer="Corrigé.", settled=True, now=self.now)
        return made

    def consulted(self, *, drawn: bool) -> str:
        """At a step that is answered by slips: none is drawn yet, or they are, and the closing is announced."""
        with writing():
            made = self.prepared("Notre auto-évaluation", "auto-evaluation-annuelle")
        here = self.stage(made, step="poursuite").id
        self.led_to(made, self.stage(made, step="poursuite"))
        if drawn:
            folder, key = house().settings.data, b"the key of a form, long enough to be one"
            with writing():
                consultations.draw(meeting_id=made, stage_id=here, slips=9, key=key, folder=folder, now=self.now)
                consultations.announce(meeting_id=made, stage_id=here, now=self.now)
        return made

    def followed(self) -> str:
        """The next meeting, at its list of fifteen actions."""
        self.promised("Les retours à domicile du vendredi", 3, MOST - 4, closed=True)
        with writing():
            made = self.prepared("Où en sommes-nous ?", "suivi-plan-action")
        self.led_to(made, self.stage(made, step="actions"))
        return made


def add(maker: Maker) -> tuple[dict[str, str], dict[str, str]]:
    """The meetings made, by state, and the ids that some of their addresses hold (« sent <outcome_id> »)."""
    made = {"convened": maker.convened(), "groups": maker.in_groups(), "sent": maker.sent()}
    with reading():
        row = outcomes.of_meeting(meeting_id=made["sent"], session="")
    action = next(one.id for one in row if one.kind is OutcomeKind.ACTION)
    made["followed"] = maker.followed()
    made |= {f"step {kind}": maker.at_step(kind) for kind in KINDS}
    stages = {
        f"{state} <stage_id>": maker.stage(made[state], step=state.split()[1]).id for state in made if "step" in state
    }
    made |= {"consultation": maker.consulted(drawn=False), "drawn": maker.consulted(drawn=True)}
    stages |= {
        f"{state} <stage_id>": maker.stage(made[state], step="poursuite").id for state in ("consultation", "drawn")
    }
    return made, {"<action_id>": action, "sent <outcome_id>": action, **stages}
