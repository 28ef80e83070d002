"""The shorter way through html5lib sees what html5lib sees: same tree, same errors, at the same places."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element, tostring

import html5lib
import pytest
from html5lib._tokenizer import HTMLTokenizer
from hypothesis import given
from hypothesis import strategies as st

from tests import quick_html
from tests.checked import CheckedClient

TAGS = (
    "a",
    "p",
    "br/",
    "svg",
    "textarea",
    "title",
    "script",
    "table",
    "td",
    "option",
    "template",
    "/p",
    "/a",
    "/svg",
    "/script",
    "/textarea",
    "/title",
)
PARTS = st.one_of(
    st.sampled_from([f"<{tag}{rest}>" for tag in TAGS for rest in ("", " ", ' class="a b"', ' hidden id="x" viewBox="0 0 1 1"', ' a="1" a="2"', " b=c", " /")]),
    st.sampled_from(["<", "&amp;", "&", "é ", "\n", "\0", "<!-- x -->", "<!doctype html>", "<A HREF='x'>", '<a title="&lt;">', '<a title="<">', '<a title="', "</p x>", "<é>", "]]>"]),
    st.text("ab <>/\"'=&\n", max_size=8),
)  # fmt: skip


def read(html: str, way: Any) -> tuple[bytes, list[Any]]:
    """The tree and the errors that come this way."""
    before, HTMLTokenizer.tagOpenState = HTMLTokenizer.tagOpenState, way
    try:
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        tree: Element = parser.parse(html)
        return tostring(tree), parser.errors
    finally:
        HTMLTokenizer.tagOpenState = before


def same(html: str) -> None:
    assert read(html, quick_html.tag_open) == read(html, quick_html.OWN)


@given(st.lists(PARTS, max_size=12).map("".join))
def test_any_piece_of_html_gives_the_same_tree_and_the_same_errors(html: str) -> None:
    same(html)


@pytest.mark.parametrize("length", range(10_215, 10_245))
def test_a_tag_that_stands_across_two_readings_of_the_stream_is_read_whole(length: int) -> None:
    same("<p>" + "x" * length + '<a class="b" href="c" hidden>d</a><br/></p>')


def test_a_page_of_ours_gives_the_same_tree_and_goes_the_shorter_way(alice: CheckedClient) -> None:
    html = alice.get("/bibliotheque").text
    same(html)
    assert len(quick_html.START.findall(html)) > 100
    assert HTMLTokenizer.tagOpenState is quick_html.tag_open


@pytest.mark.parametrize(
    "html", ['<p a="1" a="2">', "<p a=1>", "<p/>", "</p a>", "<div></span></div>", '<a title="<">']
)
def test_what_is_wrong_is_still_said(html: str) -> None:
    found = read(f"<!doctype html><title>x</title>{html}", quick_html.tag_open)[1]
    assert found == read(f"<!doctype html><title>x</title>{html}", quick_html.OWN)[1]
    assert found or html in ("<p a=1>", '<a title="<">')
