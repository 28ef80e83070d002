"""A page's form as a browser sends it untouched."""

from __future__ import annotations

from werkzeug.datastructures import MultiDict

from facilitation.adapting import rules


def sent_as_shown(sheet: rules.Sheet) -> MultiDict[str, str]:
    """The fields of this sheet as they are shown."""
    form: MultiDict[str, str] = MultiDict()
    for name, blocks in sheet.blocks.items():
        for block in blocks:
            form.add(name + rules.ORDER, str(block.at[1]))
            if name == "etapes" and not block.module:
                kind = next(one.value for one in block.activity if one.path[-1] == "type")
                form.add(f"etapes.{block.at[1]}.activite{rules.GENRE}", str(kind))
    for field in sheet.all():
        for value in field.value if isinstance(field.value, tuple) else (field.value,):
            if field.kind != "tick" or value:
                form.add(field.name, value.replace("\n", "\r\n"))
    return form
