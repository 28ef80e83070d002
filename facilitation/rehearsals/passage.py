"""The way into a rehearsal: addresses under `/repetition/<key>/` are answered by its own world, for whoever began it, and by nobody else's.

It stands before the application, because a form that is sent inside must be read by the world, with the world's tokens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from http.cookies import CookieError, SimpleCookie
from typing import Any

from flask import Flask

from facilitation.accounts import access
from facilitation.rehearsals.worlds import World, Worlds
from facilitation.web import csrf, flash
from facilitation.web.context import now

PREFIX = "/repetition/"
Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Passage:
    """Parts what belongs to a rehearsal from what is the house's."""

    def __init__(self, app: Flask, worlds: Worlds) -> None:
        """Stand before `app` as it is now."""
        self._app, self._worlds = app, worlds
        self._house: Wsgi = app.wsgi_app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer in the world that the address names, if it is the visitor's; else in the house, which knows nothing of it."""
        path = environ.get("PATH_INFO", "")
        key, slash, rest = path.removeprefix(PREFIX).partition("/") if path.startswith(PREFIX) else ("", "", "")
        world = self._world(key, environ) if key and slash else None
        if world is None:
            return self._house(environ, start_response)
        with self._app.app_context():
            names = csrf.cookie_name(access.COOKIE), csrf.cookie_name(flash.COOKIE)
        inner = {
            **environ,
            "SCRIPT_NAME": f"{environ.get('SCRIPT_NAME', '')}{PREFIX}{world.key}",
            "PATH_INFO": f"/{rest}",
            "HTTP_COOKIE": _cookies(environ.get("HTTP_COOKIE", ""), *names, world.token),
        }
        return world.app.wsgi_app(inner, _without_cookies(start_response, but=names[1]))

    def _world(self, key: str, environ: dict[str, Any]) -> World | None:
        with self._app.app_context():
            moment = now()
        world = self._worlds.found(key, moment)
        if world is None or access.account_of(self._app, environ) != world.account_id:
            return None
        world.seen_at = moment
        return world


def _cookies(held: str, session: str, word: str, token: str) -> str:
    """The cookies of somebody who is signed in inside, and carries the one sentence that the next page says."""
    try:
        said = SimpleCookie(held).get(word)
    except CookieError:
        said = None
    carried = f"; {word}={said.coded_value}" if said is not None else ""
    return f"{session}={token}{carried}"


def _without_cookies(start_response: Any, *, but: str) -> Any:
    """The same, but for the cookies of the world: a browser keeps those of the house."""

    def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
        kept = [
            (name, value)
            for name, value in headers
            if name.lower() != "set-cookie" or value.partition("=")[0].strip() == but
        ]
        return start_response(status, kept, *more)

    return start
