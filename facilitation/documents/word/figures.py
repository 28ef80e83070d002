"""Drawings in a .docx: a PNG that every reader shows, its SVG beside it as Word keeps one, the alternative text, 14 cm wide."""

from __future__ import annotations

import re
from collections.abc import Mapping

from facilitation.documents.word.package import attribute
from facilitation.documents.word.raster import png

ACROSS, TALLEST = 140, 210
"""Millimetres: how wide a drawing is shown, and how high at most (a higher one is shown smaller, so that it stands on one page)."""
_EMU = 36_000  # a millimetre
_SIZE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
_IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
_MAIN = "http://schemas.openxmlformats.org/drawingml/2006/main"
_PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_WORD = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_SVG = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
_KINDS = {"png": "image/png", "svg": "image/svg+xml"}
_RELATIONS, _TYPES = "word/_rels/document.xml.rels", "[Content_Types].xml"


class Figures:
    """The drawings of one document, numbered as they come."""

    def __init__(self) -> None:
        self._media: dict[str, bytes] = {}
        self._count = 0

    def run(self, svg: str, alternative: str) -> str:
        """The run that shows this drawing; empty where it cannot be made into a PNG, so that its table stands alone."""
        picture, size = png(svg), _SIZE.search(svg)
        if picture is None or size is None:
            return ""
        self._count += 1
        name = f"image{self._count}"
        self._media |= {f"{name}.png": picture, f"{name}.svg": svg.encode()}
        wide, high = _shown(float(size[1]), float(size[2]))
        return _inline(self._count, attribute(alternative), wide, high)

    def joined(self, parts: Mapping[str, bytes]) -> dict[str, bytes]:
        """These parts with the drawings' own, their relationships and their kinds; the same parts when there is no drawing."""
        if not self._media:
            return dict(parts)
        relations = "".join(
            f'<Relationship Id="{_relation(name)}" Type="{_IMAGE}" Target="media/{name}"/>' for name in self._media
        )
        types = parts[_TYPES].decode()
        kinds = "".join(
            f'<Default Extension="{ending}" ContentType="{kind}"/>'
            for ending, kind in _KINDS.items()
            if f'Extension="{ending}"' not in types
        )
        return {
            **parts,
            _TYPES: re.sub(r"(<Types[^>]*>)", rf"\1{kinds}", types, count=1).encode(),
            _RELATIONS: parts[_RELATIONS].replace(b"</Relationships>", f"{relations}</Relationships>".encode()),
            **{f"word/media/{name}": data for name, data in self._media.items()},
        }


def _shown(wide: float, high: float) -> tuple[int, int]:
    """How large a drawing of these units is shown, in the units of Word."""
    across = min(ACROSS, TALLEST * wide / high)
    return round(across * _EMU), round(across * high / wide * _EMU)


def _relation(name: str) -> str:
    """« rIdPng1 » for « image1.png »: a template numbers its own relationships."""
    stem, _dot, ending = name.partition(".")
    return f"rId{ending.capitalize()}{stem.removeprefix('image')}"


def _inline(number: int, alternative: str, wide: int, high: int) -> str:
    name = f"Figure {number}"
    return (
        f'<w:r><w:drawing><wp:inline xmlns:wp="{_WORD}" distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{wide}" cy="{high}"/><wp:docPr id="{number}" name="{name}" descr="{alternative}"/>'
        f'<wp:cNvGraphicFramePr><a:graphicFrameLocks xmlns:a="{_MAIN}" noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        f'<a:graphic xmlns:a="{_MAIN}"><a:graphicData uri="{_PICTURE}"><pic:pic xmlns:pic="{_PICTURE}">'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name="{name}" descr="{alternative}"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="rIdPng{number}"><a:extLst><a:ext uri="{{96DAC541-7B7A-43D3-8B79-37D633B846F1}}">'
        f'<asvg:svgBlip xmlns:asvg="{_SVG}" r:embed="rIdSvg{number}"/></a:ext></a:extLst></a:blip>'
        "<a:stretch><a:fillRect/></a:stretch></pic:blipFill>"
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )
