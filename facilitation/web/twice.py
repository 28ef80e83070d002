"""A form posted twice counts once: a double click, or « back » and « send again », is answered as the first time and changes nothing more.

Each rendered form carries a random word. What a session posted with that word, at that address, with those very fields, is remembered in memory with
the address it was sent on to; the same again is sent on there. A post that was refused is not remembered: it can be sent again once corrected.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass, field

from flask import Flask, Response, g, redirect, request
from flask.typing import ResponseReturnValue

from facilitation.accounts import access
from facilitation.web import csrf

MOST = 2_000
PATIENCE = 10  # seconds that a second post waits for the first


@dataclass(slots=True)
class _Post:
    """A post that was taken, or is being taken: where it was sent on to, once known."""

    answered: threading.Event = field(default_factory=threading.Event)
    location: str = ""


class _Posts:
    """The last posts of this process, by the digest of who sent what where."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._posts: OrderedDict[str, _Post] = OrderedDict()

    def first(self, key: str) -> tuple[_Post, bool]:
        """The post of this key, and whether it is new."""
        with self._guard:
            found = self._posts.get(key)
            if found is not None:
                return found, False
            made = self._posts[key] = _Post()
            while len(self._posts) > MOST:
                self._posts.popitem(last=False)
            return made, True

    def answer(self, key: str, location: str) -> None:
        """Tell where this post was sent on to; a post sent on nowhere is forgotten."""
        with self._guard:
            post = self._posts.get(key) if location else self._posts.pop(key, None)
            if post is not None:
                post.location = location
                post.answered.set()


_posts = _Posts()


def answer_again() -> ResponseReturnValue | None:
    """Before a view: where this very post was already sent on to, or None when it is the first."""
    if request.method in csrf.SAFE or not access.holder() or not request.form.get(csrf.ONCE):
        return None
    key = _digest()
    post, new = _posts.first(key)
    if not new and post.answered.wait(PATIENCE) and post.location:
        return redirect(post.location, 303)
    g.posted = key
    return None


def remember(response: Response) -> Response:
    """After a view: a post that was sent on is remembered, any other can be sent again."""
    key = g.pop("posted", "")
    if key:
        _posts.answer(key, response.location or "" if response.status_code == 303 else "")
    return response


def init_app(app: Flask) -> None:
    """Watch every post that carries the word of its form."""
    app.before_request(answer_again)
    app.after_request(remember)


def _digest() -> str:
    sent = [request.full_path, access.holder()]
    sent += [part for name in sorted(request.form) for part in (name, *request.form.getlist(name))]
    return hashlib.sha256("\x00".join(sent).encode("utf-8", "surrogatepass")).hexdigest()
