"""Contact sheets: many pictures on one, each with its name under it, small enough to stay in the tree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

GROUND, INK = (230, 235, 232), (29, 43, 47)
GAP, CAPTION = 24, 34
QUALITY = 50
"""Of WebP: half the weight of a palette of 96 colours, and the texts stay legible."""
FACE = Path(__file__).resolve().parents[2] / "facilitation" / "static" / "fonts" / "atkinson-400.woff2"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture and what stands under it."""

    name: str
    path: Path


def write(
    pictures: Sequence[Picture], folder: Path, stem: str, *, columns: int, width: int, most: int, tallest: float = 3.2
) -> list[Path]:
    """The sheets written, `most` pictures at most on each, every picture made `width` pixels wide.

    What is longer than `tallest` times its width is cut there, and its caption says so.
    """
    written = []
    for number, part in enumerate(_parts(pictures, most), start=1):
        path = folder / f"{stem}-{number}.webp"
        _sheet(part, columns, width, tallest).save(path, quality=QUALITY, method=6)
        written.append(path)
    return written


def _parts(pictures: Sequence[Picture], most: int) -> Iterator[Sequence[Picture]]:
    for start in range(0, len(pictures), most):
        yield pictures[start : start + most]


def _sheet(pictures: Sequence[Picture], columns: int, width: int, tallest: float) -> Image.Image:
    """The pictures in columns, each put under the shortest one so far."""
    small = [_small(picture, width, tallest) for picture in pictures]
    bottoms = [GAP] * columns
    places = []
    for image, _caption in small:
        column = bottoms.index(min(bottoms))
        places.append((GAP + column * (width + GAP), bottoms[column]))
        bottoms[column] += image.height + CAPTION + GAP
    sheet = Image.new("RGB", (GAP + columns * (width + GAP), max(bottoms)), GROUND)
    draw, font = ImageDraw.Draw(sheet), ImageFont.truetype(FACE, 18)
    for (image, caption), place in zip(small, places, strict=True):
        sheet.paste(image, place)
        draw.text((place[0], place[1] + image.height + 6), caption, INK, font=font)
    return sheet


def _small(picture: Picture, width: int, tallest: float) -> tuple[Image.Image, str]:
    with Image.open(picture.path) as opened:
        image = opened.convert("RGB")
    scaled = image.resize((width, max(1, round(image.height * width / image.width))), Image.Resampling.LANCZOS)
    most = round(width * tallest)
    if scaled.height <= most:
        return scaled, picture.name
    return scaled.crop((0, 0, width, most)), f"{picture.name} (début)"
