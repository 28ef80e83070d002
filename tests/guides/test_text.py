"""Authored Markdown comes out safe: judged by a parser of its own, not by the words of the output."""

from __future__ import annotations

import html5lib
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from facilitation.guides.text import plain_text, render

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![](https://pisteur.example/1.png)",
    "<svg onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x></svg>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<iframe src=//mal.example></iframe>",
    "<a href=javascript:alert(1)>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox)",
    "[x](//mal.example)",
    "[x](/reunions/1/supprimer)",
    "[x](https:/\\mal.example)",
    "[x](#fragment)",
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    "<b style=position:fixed onmouseover=alert(1)>x</b>",
    "<p class=avis id=stop>x</p>",
    "<form action=//mal.example><input name=q><button>x</button></form>",
    "<base href=//mal.example>",
    "<meta http-equiv=refresh content=0>",
    "<link rel=stylesheet href=//mal.example>",
    "<style>*{display:none}</style>",
    "<details open ontoggle=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<textarea></textarea><script>alert(1)</script>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "`<script>`",
    '[x](https://ok.example "a" onclick=alert(1))',
    '[x](https://ok.example"onclick="alert(1))',
    "\x02amp\x03 \x02klzzwxh:0000\x03",
    "{{ 7 * 7 }} {% raw %}",
    "<object data=x></object><embed src=x>",
    "<template><script>alert(1)</script></template>",
    "<title></title><h1>x</h1>",
]
TAGS = {
    "p",
    "br",
    "hr",
    "strong",
    "em",
    "ul",
    "ol",
    "li",
    "blockquote",
    "code",
    "pre",
    "a",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}
TAGS |= {"h3", "h4", "h5", "h6"}


def judge(html: str) -> None:
    """Fail if the HTML holds anything but plain text marks and links to the outside."""
    for element in html5lib.parseFragment(html, namespaceHTMLElements=False).iter():
        if element.tag == "DOCUMENT_FRAGMENT":
            continue
        assert element.tag in TAGS, html
        allowed = {"a": {"href", "title", "rel"}, "ol": {"start"}}.get(element.tag, set())
        assert set(element.attrib) <= allowed, html
        href = element.attrib.get("href", "mailto:a@b.be")
        assert href.lower().startswith(("http://", "https://", "mailto:")), html


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_attack_survives(attack):
    judge(render(attack))
    judge(render(f"- **{attack}**\n\n> {attack}\n\n| a |\n|---|\n| {attack} |"))


@settings(deadline=None)
@example(["<svg onload=alert(1)>", "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>"])
@given(
    st.lists(
        st.sampled_from(
            [*ATTACKS, "**", "_", "[", "](", ")", "<", ">", "`", "\n", "    ", "- ", "> ", "|", "é", '"', "'", "&#x"]
        ),
        max_size=12,
    )
)
def test_no_mixture_of_attacks_survives(parts):
    judge(render("".join(parts)))


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_rendered_without_a_fault(text):
    judge(render(text))
    plain_text(text)


@pytest.mark.parametrize(
    "text", ["1. " * 8_000, "[" * 20_000, ">" * 5_000, "\n".join("    " * depth + "- a" for depth in range(300))]
)
def test_a_text_made_to_exhaust_the_reader_is_shown_as_it_is(text):
    judge(render(text))


def test_headings_leave_the_page_its_own():
    assert render("# Un\n\n###### Six") == "<h3>Un</h3>\n<h6>Six</h6>"
    assert render("### Trois\n\n#### Quatre\n\n### Trois") == "<h3>Trois</h3>\n<h4>Quatre</h4>\n<h3>Trois</h3>"


def test_links_to_the_outside_remain_and_tell_nobody_where_they_come_from():
    assert 'href="https://revueobservatoire.be/x" rel="noopener noreferrer nofollow"' in render(
        "[revue](https://revueobservatoire.be/x)"
    )


def test_words_that_look_like_an_attribute_stay():
    assert 'href="x"' in render('Écrire href="x" ici').replace("&quot;", '"')


def test_french_spaces_and_quotes_come_through():
    assert (
        plain_text("«\u00a0Qu’est-ce que **vous** voyez\u202f?\u00a0»")
        == "«\u00a0Qu’est-ce que vous voyez\u202f?\u00a0»"
    )


def test_plain_text_keeps_lists_and_paragraphs_apart():
    text = "**Un** mot.\n\n- premier\n- second\n\n3. trois\n4. quatre\n\nFin [ici](https://x.be)."
    assert plain_text(text) == "Un mot.\n– premier\n– second\n3. trois\n4. quatre\nFin ici."


def test_nothing_gives_nothing():
    assert render(" \n") == ""
    assert plain_text("") == ""
