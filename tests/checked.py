"""The one client through which tests ask for pages: it reads each answer, and says what to do about what is wrong with it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

UNSPOKEN = {"title", "script", "style", "svg", "textarea", "code", "pre", "kbd"}
TYPOGRAPHY = (
    (re.compile(r"\w'\w"), "a straight apostrophe: pass the string through _()"),
    (re.compile(r"\S [;!?»]"), "a space that may break before ; ! ? »: pass the string through _()"),
    (re.compile(r"\S :(\s|$)"), "a space that may break before « : »: pass the string through _()"),
    (re.compile(r"« "), "a space that may break after «: pass the string through _()"),
    (re.compile(r"[^\W\d_][!?;»](\s|$)"), "no space before ; ! ? »"),
    (re.compile(r"\.\.\."), "three dots for …"),
    (re.compile(r'"'), "a straight quotation mark: use « »"),
)
NEEDS_LABEL = {"input", "textarea", "select"}
UNLABELLED_TYPES = {"hidden", "submit", "button", "image", "reset"}


class Page:
    """An answer that was read: `status`, `text` (the HTML), `words` (what people read), `tree`, `headers`, `location`."""

    def __init__(self, response: TestResponse, path: str) -> None:
        self.response, self.path = response, path
        self.status, self.headers, self.location = (
            response.status_code,
            response.headers,
            response.headers.get("Location"),
        )
        self.is_html = response.mimetype == "text/html"
        self.text = ""
        if response.mimetype != "text/event-stream":  # which does not end
            body = response.get_data()
            self.text = body.decode() if response.mimetype.startswith("text/") else ""
        response.close()
        self.parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        self.tree: Element = self.parser.parse(self.text) if self.is_html else Element("none")

    @property
    def words(self) -> str:
        """All the text that people read, spaces made single."""
        return flat(" ".join(read(self.tree)))

    @property
    def h1(self) -> str:
        """The text of the page's title."""
        return inner(self.tree.find(".//h1"))

    def all(self, path: str) -> list[Element]:
        """Every element at this ElementTree path."""
        return self.tree.findall(path)

    def links(self) -> list[str]:
        """The addresses of the page's links."""
        return [link.get("href", "") for link in self.tree.iter("a")]

    def form(self, action: str = "") -> dict[str, str]:
        """The fields of the first form whose action ends with `action`, as a browser would send them untouched."""
        return dict(fields_of(self._form(action)))

    def target(self, action: str = "") -> str:
        """Where that form goes."""
        return self._form(action).get("action") or ""

    def _form(self, action: str) -> Element:
        for form in self.tree.iter("form"):
            if (form.get("action") or "").endswith(action):
                return form
        raise AssertionError(f"{self.path} has no form to « {action} »")


class CheckedClient:
    """A browser without scripts, for one person. Every answer is checked. `forms` is a page of theirs that has a form (for its token)."""

    def __init__(self, app: Flask, name: str = "", forms: str = "/aide") -> None:
        self.app, self.name, self.forms = app, name, forms
        self.raw: FlaskClient = app.test_client()
        self.last: Page | None = None

    def get(self, path: str, *, status: int = 200, **options: Any) -> Page:
        """The page at this address, which must have this status."""
        return self._checked(self.raw.get(path, **options), path, status)

    def post(
        self, path: str, data: Mapping[str, Any] | None = None, *, status: int = 303, token: bool = True, **options: Any
    ) -> Page:
        """What answers this change; the token is added unless `token` is False."""
        sent = MultiDict(data or {})
        if token and "csrf_token" not in sent:
            sent["csrf_token"] = self.token()
        return self._checked(self.raw.post(path, data=sent, **options), path, status)

    def follow(self, page: Page) -> Page:
        """The page that this one leads to."""
        assert page.location, f"{page.path} leads nowhere"
        return self.get(urljoin(page.path, page.location))

    def submit(self, path: str, data: Mapping[str, Any] | None = None, *, action: str = "", status: int = 303) -> Page:
        """Open a page, fill the form whose action ends with `action` (by default, the page's own address), and send it."""
        page, wanted = self.get(path), action or path.partition("?")[0]
        return self.post(page.target(wanted), {**page.form(wanted), **(data or {})}, status=status)

    def token(self) -> str:
        """The token of this person's forms, as a page shows it."""
        page = self.raw.get(self.forms)
        if page.status_code != 200:
            page = self.raw.get("/connexion")
        found = re.search(r'name="csrf_token" value="(\w+)"', page.text)
        assert found, "no form with a token on the page"
        return found[1]

    def _checked(self, response: TestResponse, path: str, status: int) -> Page:
        page = self.last = Page(response, path)
        assert page.status == status, (
            f"{path}: {page.status} and not {status} {page.location or ''}\n{page.words[-900:]}"
        )
        faults = [*header_faults(page), *(page_faults(page) if page.is_html and page.text else [])]
        assert not faults, f"{path} ({page.status}):\n" + "\n".join(f"  {fault}" for fault in faults)
        return page


# ------------------------------------------------------------------ what is looked at


def header_faults(page: Page) -> Iterator[str]:
    """What is missing among the headers that every response must have, read by their meaning."""
    headers = page.headers
    policy = dict(part.strip().partition(" ")[::2] for part in headers.get("Content-Security-Policy", "").split(";"))
    wanted = {"default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "frame-ancestors": "'none'"}
    wanted |= {"base-uri": "'none'", "form-action": "'self'", "object-src": "'none'"}
    for directive, value in wanted.items():
        if policy.get(directive) != value:
            yield f"Content-Security-Policy: {directive} is « {policy.get(directive)} » and not {value}"
    if "unsafe" in headers.get("Content-Security-Policy", ""):
        yield "Content-Security-Policy lets something unsafe in"
    exact = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Frame-Options": "DENY",
    }
    for name, value in exact.items():
        if headers.get(name) != value:
            yield f"{name} is « {headers.get(name)} » and not {value}"
    if not page.path.startswith("/static/") and headers.get("Cache-Control") != "no-store":
        yield "a page may be kept by the browser: Cache-Control must be no-store"
    if "Access-Control-Allow-Origin" in headers:
        yield "another site may read this answer"


def page_faults(page: Page) -> Iterator[str]:
    """What is wrong with the HTML, for people who read it by any means."""
    for (line, _column), code, _details in page.parser.errors:
        yield f"invalid HTML, line {line}: {code}: {page.text.splitlines()[line - 1].strip()[:120]}"
    yield from _frame_faults(page)
    yield from _reference_faults(page)
    yield from _label_faults(page)
    yield from _form_faults(page)
    yield from _inline_faults(page)
    for text in spoken(page.tree):
        for pattern, cure in TYPOGRAPHY:
            if pattern.search(text):
                yield f"typography: {cure}: {text.strip()[:120]!r}"


def _frame_faults(page: Page) -> Iterator[str]:
    if page.tree.get("lang") is None:
        yield "<html> has no lang"
    headings = page.all(".//h1")
    if len(headings) != 1:
        yield f"{len(headings)} h1 and not one"
        return
    title = " ".join(inner(page.tree.find(".//title")).split())
    if not title.startswith(" ".join(page.h1.split())):
        yield f"the title « {title} » does not start with the h1 « {page.h1} »"
    if not page.h1.strip():
        yield "an empty h1"


def _reference_faults(page: Page) -> Iterator[str]:
    counts = Counter(element.get("id") for element in page.tree.iter() if element.get("id") is not None)
    yield from (f"id « {name} » stands {count} times" for name, count in counts.items() if count > 1)
    for element in page.tree.iter():
        for attribute in ("for", "aria-describedby", "aria-labelledby", "aria-controls", "list", "form"):
            for name in (element.get(attribute) or "").split():
                if name not in counts:
                    yield f"<{element.tag} {attribute}> names « {name} », which is not on the page"
        href = element.get("href") or ""
        if href.startswith("#") and len(href) > 1 and href[1:] not in counts:
            yield f"a link goes to « {href} », which is not on the page"


def _label_faults(page: Page) -> Iterator[str]:
    labelled = {label.get("for") for label in page.tree.iter("label") if inner(label).strip()}
    inside = {id(control) for label in page.tree.iter("label") if inner(label).strip() for control in label.iter()}
    for control in page.tree.iter():
        if control.tag not in NEEDS_LABEL or control.get("type") in UNLABELLED_TYPES:
            continue
        named = control.get("aria-label") or control.get("aria-labelledby")
        if not (named or control.get("id") in labelled or id(control) in inside):
            yield f"<{control.tag} name={control.get('name')!r}> has no label"
    for button in page.tree.iter("button"):
        if not (inner(button).strip() or button.get("aria-label")):
            yield "a button says nothing"


def _form_faults(page: Page) -> Iterator[str]:
    for form in page.tree.iter("form"):
        if (form.get("action") or "") in ("/bulletin", "/bulletin/depot"):  # nobody’s: routes.NO_TOKEN
            continue
        if (form.get("method") or "get").lower() == "post" and "csrf_token" not in dict(fields_of(form)):
            yield f"the form to « {form.get('action')} » has no csrf_input()"
        if form.get("action") is None:
            yield "a form without an action"


def _inline_faults(page: Page) -> Iterator[str]:
    for element in page.tree.iter():
        if not isinstance(element.tag, str):
            continue
        if "style" in element.attrib or element.tag == "style":
            yield f"an inline style on <{element.tag}>: the Content-Security-Policy refuses it"
        if element.tag == "script" and not element.get("src"):
            yield "an inline script: the Content-Security-Policy refuses it"
        yield from (f"{name} on <{element.tag}>: no inline script" for name in element.attrib if name.startswith("on"))
        for name in ("src", "href", "action"):
            if urlsplit(element.get(name) or "").scheme in ("http", "https") and element.tag != "a":
                yield f"<{element.tag}> fetches from outside: {element.get(name)}"


# ------------------------------------------------------------------ reading


def flat(text: str) -> str:
    """The text with every kind of space made single and plain, as `Page.words` has it."""
    return " ".join(text.split())


def inner(element: Element | None) -> str:
    """The text inside an element."""
    return "".join(element.itertext()) if element is not None else ""


def read(element: Element) -> Iterator[str]:
    """The texts that people read: what the product says and what people typed, not what is drawn."""
    if not isinstance(element.tag, str) or element.tag in {"script", "style", "svg", "head"}:
        return
    if element.text:
        yield element.text
    for child in element:
        yield from read(child)
        if child.tail:
            yield child.tail


def spoken(element: Element) -> Iterator[str]:
    """The texts that the product says: not what people typed (`data-typed`), nor code."""
    if not isinstance(element.tag, str) or element.tag in UNSPOKEN or "data-typed" in element.attrib:
        return
    if element.text:
        yield element.text
    for name in ("aria-label", "placeholder", "alt", "title"):
        if element.get(name):
            yield element.attrib[name]
    for child in element:
        yield from spoken(child)
        if child.tail:
            yield child.tail


def fields_of(form: Element) -> Iterator[tuple[str, str]]:
    """What a browser sends of this form when nothing is touched."""
    for control in form.iter():
        name = control.get("name")
        if not name or "disabled" in control.attrib:
            continue
        if control.tag == "textarea":
            yield name, inner(control)
        elif control.tag == "select":
            options = list(control.iter("option"))
            chosen = next(
                (option for option in options if "selected" in option.attrib), options[0] if options else None
            )
            if chosen is not None:
                yield name, chosen.get("value", inner(chosen))
        elif control.tag == "input" and control.get("type") not in ("submit", "button", "image"):
            if control.get("type") in ("radio", "checkbox") and "checked" not in control.attrib:
                continue
            yield name, control.get("value", "on" if control.get("type") == "checkbox" else "")
