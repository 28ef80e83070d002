"""How phones come in, as the desk and the room screen show it: the address, the code, the two in one picture."""

from __future__ import annotations

from dataclasses import dataclass

import segno
from markupsafe import Markup

from facilitation.live.rules import shown_code
from facilitation.web.doors import doors

JOIN, SCREEN = "/rejoindre", "/ecran"


@dataclass(frozen=True, slots=True)
class Invitation:
    """What people type or aim at: `addresses` as they are typed (the first is the one in the picture), `code` in two groups, `picture` a safe SVG."""

    addresses: tuple[str, ...]
    code: str
    picture: Markup

    @property
    def address(self) -> str:
        """The first of the addresses, or an empty string while none is open."""
        return self.addresses[0] if self.addresses else ""


def invitation(code: str) -> Invitation | None:
    """How to join with this code, or None without one. The code travels in the fragment, which no server sees."""
    if not code:
        return None
    urls = doors().urls()
    return Invitation(
        tuple(_typed(url) + JOIN for url in urls),
        shown_code(code),
        picture(f"{urls[0]}{JOIN}#{code}") if urls else Markup(),
    )


def screen_addresses() -> tuple[str, ...]:
    """Where a room screen's link is opened, as it is typed."""
    return tuple(_typed(url) + SCREEN for url in doors().urls())


def _typed(url: str) -> str:
    return url.removeprefix("http://")


def picture(text: str) -> Markup:
    """The QR code of this text, black on white with its margin (a phone needs both, also on a dark screen)."""
    code = segno.make(text, error="m", micro=False)
    return Markup(code.svg_inline(omitsize=True, border=4, dark="#000", light="#fff", svgclass="qr", lineclass=None))  # noqa: S704 - our own address and code
