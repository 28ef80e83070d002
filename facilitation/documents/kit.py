"""The paper kit as a Word file: the run sheet, a wall sheet a question, the sheets to fill in by hand, one after another, each beginning its page.

It says what the page to print says (`templates/paper/print.html`), in the plainer form that a table of Word allows: a group can still change it.
"""

from __future__ import annotations

from collections.abc import Iterator

from facilitation.activities import matrice, sheets, suivi
from facilitation.activities.sheets import Cell
from facilitation.documents.outcomes import cell
from facilitation.documents.printed import printed
from facilitation.guides.text import plain_text
from facilitation.i18n import WIDE, _, ngettext
from facilitation.outline import (
    AnyBlock,
    Blocks,
    Heading,
    Labelled,
    Listing,
    Outline,
    PageBreak,
    Paragraph,
    Run,
    SignatureLine,
    Table,
    paragraph,
    plain,
)
from facilitation.paper.rules import Asked, Kit, Sheet

BOX = "☐"
LINES, FEW = 12, 2
SHORT = 75  # signs of choices that stand on one line
BLANK = "\u00a0"


def compose(kit: Kit, run_sheet: Blocks = ()) -> Outline:
    """The kit as an outline; `run_sheet`: the blocks of the run sheet, where it is wanted."""
    return printed(_("Kit papier"), kit.title, kit.about, _blocks(kit, run_sheet))


def _blocks(kit: Kit, run_sheet: Blocks) -> Iterator[AnyBlock]:
    yield from _contents(kit)
    if kit.run_sheet and run_sheet:
        yield PageBreak()
        yield from run_sheet
    for wall in kit.walls:
        yield PageBreak()
        yield paragraph(f"{wall.number}. {wall.step.title}", role="mention")
        yield Heading(level=1, text=plain_text(wall.step.question).replace("\n", " "))
    for page in kit.pages:
        yield PageBreak()
        yield from _page(kit, page)


def _contents(kit: Kit) -> Iterator[AnyBlock]:
    items = [_("Le déroulé, pour la personne qui anime")] if kit.run_sheet else []
    items += [_("À afficher : %(step)s", step=one.step.title) for one in kit.walls]
    counts: dict[str, tuple[Asked, int]] = {}
    for page in kit.pages:
        known = counts.get(page.asked.key, (page.asked, 0))
        counts[page.asked.key] = (page.asked, known[1] + len(page.codes))
    items += [_("%(step)s : %(count)s à remplir", step=one.step.title, count=count) for one, count in counts.values()]
    yield Listing(items=tuple(plain(item) for item in items))
    yield paragraph(kit.source, role="mention")


def _page(kit: Kit, page: Sheet) -> Iterator[AnyBlock]:
    asked = page.asked
    yield Heading(level=1, text=asked.step.title, number=str(asked.number))
    if asked.step.question.strip():
        yield Paragraph(runs=plain(plain_text(asked.step.question)), role="summary")
    for code in page.codes:
        yield Labelled(label=_("Feuille"), runs=plain(code, strong=True), role="identity")
        yield from _written(kit, asked, alone=len(page.codes) == 1)
    warning = (Run(text=f"{page.warning} ", strong=True),) if page.warning else ()
    yield Paragraph(runs=(*warning, Run(text=" ".join(page.told))), role="detail")
    yield paragraph(kit.about, role="mention")


def _written(kit: Kit, asked: Asked, *, alone: bool) -> Iterator[AnyBlock]:
    """What is filled in by hand, from the cells of the activity; the lists of a group are drawn from what they are."""
    config, kind = asked.config, asked.step.activity.type
    own = sheets.on_paper(config)
    if isinstance(config, matrice.Config):
        yield _matrix(config)
    elif isinstance(config, suivi.Config):
        yield _follow_up(config)
    elif kind == "tour":
        yield _turns(kit, keeps=bool(own))
    elif kind == "accord":
        points = getattr(config, "points", ())
        yield Listing(items=tuple(plain(point) for point in points), numbered=True)
        yield _group(own, kit.rows)
    elif kind in FORMS:
        yield from _form(kind)
    else:
        yield from _cells(own, LINES if alone else FEW)


def _cells(own: tuple[Cell, ...], lines: int) -> Iterator[AnyBlock]:
    asked = tuple(one for one in own if one.choices)
    texts = tuple(one for one in own if not one.choices)
    if asked:
        yield Table(
            title=_("À cocher"),
            description=_(
                "Une ligne par question, avec une case par réponse possible. Une ligne vide veut dire « je passe »."
            ),
            header=(_("Question"), _crosses(asked)),
            rows=tuple((cell(one.title), cell(*_boxes(one))) for one in asked),
            widths=(70, 90),
        )
    each = max(1, lines // max(1, len(texts) + bool(asked)))
    for one in texts:
        yield Table(
            title=one.title,
            description=_("Des lignes vides, à remplir à la main."),
            header=(_("En quelques mots"),),
            rows=((cell(BLANK, BLANK),),) * each,
            widths=(160,),
            caption=one.title,
        )


def _crosses(asked: tuple[Cell, ...]) -> str:
    if len(asked) > 1:
        return _("Une croix par ligne")
    if asked[0].each > 1:
        return ngettext("%(num)s croix, où vous voulez", "%(num)s croix, où vous voulez", asked[0].each)
    return _("Votre réponse")


def _boxes(one: Cell) -> tuple[str, ...]:
    """Its choices, each with its box: on one line where they are short, else one under another."""
    boxes = WIDE.join([BOX] * one.each)
    told = tuple(f"{boxes}{WIDE}{choice.label.replace(' ', WIDE)}" for choice in one.choices)
    return ("    ".join(told),) if one.each == 1 and sum(map(len, told)) < SHORT else told


def _group(own: tuple[Cell, ...], rows: int) -> Table:
    asked = next(one for one in own if one.choices)
    empty = (*(cell(BOX) for _choice in asked.choices), cell(BLANK))
    return Table(
        title=_("Réponses du groupe"),
        description=_("Une ligne par personne, sans nom : une croix, et la réserve en quelques mots."),
        header=(*(choice.label[:1].upper() + choice.label[1:] for choice in asked.choices), _("La réserve")),
        rows=(empty,) * rows,
        widths=(20, 30, 20, 90),
    )


def _matrix(config: matrice.Config) -> Table:
    held = cell(BLANK, BLANK) if config.cell in ("texte", "role") else cell(BOX)
    return Table(
        title=config.corner or _("Tableau à remplir"),
        description=_("Un tableau vide, à remplir à la main."),
        header=(config.corner or _("Rubrique"), *(column.title for column in config.columns)),
        rows=tuple(
            (cell(title), *(held for _column in config.columns))
            for title in (*(row.title for row in config.rows), *(BLANK for _row in config.free_rows))
        ),
        widths=(50, *(110 / len(config.columns) for _column in config.columns)),
    )


def _turns(kit: Kit, *, keeps: bool) -> Table:
    names = [*kit.people, *([BLANK] * max(0, kit.rows - len(kit.people)))]
    return Table(
        title=_("L'ordre des prises de parole"),
        description=_("Une ligne par personne : son prénom, si elle a parlé, si elle a passé."),
        header=(_("Prénom"), _("A parlé"), _("A passé"), _("La phrase à garder") if keeps else _("Revient ensuite")),
        rows=tuple((cell(name), cell(BOX), cell(BOX), cell(BLANK)) for name in names),
        widths=(50, 20, 20, 70),
    )


def _follow_up(config: suivi.Config) -> Table:
    matters = config.matters if isinstance(config, suivi.Fitted) else ()
    rows = [
        (cell(one.number), cell(one.text, one.bearer), cell(_choices(config)), cell(BLANK, BLANK)) for one in matters
    ] or [(cell(BLANK), cell(BLANK, BLANK), cell(_choices(config)), cell(BLANK))] * 6
    return Table(
        title=_("Ce que nous avions promis"),
        description=_("Une ligne par action : le numéro, ce qui était promis, ce que c'est devenu, un mot."),
        header=(_("N°"), _("Ce qui était promis"), _("Ce que c'est devenu"), _("Un mot, une nouvelle date")),
        rows=tuple(rows),
        widths=(22, 58, 40, 40),
    )


def _choices(config: suivi.Config) -> str:
    return "  ".join(f"{BOX}{WIDE}{_(words).replace(' ', WIDE)}" for words in suivi.WORDS[config.what].values())


def _form(kind: str) -> Iterator[AnyBlock]:
    for _copy in range(FORMS[kind]):
        for label in _labels(kind):
            yield SignatureLine(name=label)
        yield SignatureLine(name="")


FORMS = {"action": 4, "decision": 1, "question": 4}
"""The forms of what a meeting produces, and how many a page holds."""


def _labels(kind: str) -> tuple[str, ...]:
    return {
        "action": (_("Action : un verbe, un résultat"), _("Qui la porte"), _("Pour quand"), _("À quel signe verra-t-on que c'est fait")),
        "decision": (_("Ce que le groupe décide"), "", _("Réserves"), "", _("À revoir le"), _("Ce que la personne concernée en dirait"), "", _("Qui le lui dit, et quand")),
        "question": (_("La question, comme elle se pose"), "", _("À qui la poser")),
    }[kind]  # fmt: skip
