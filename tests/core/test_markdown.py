"""Markdown notes become sanitised HTML: formatting is shown, harmful content is not."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from umbra.core.markdown import MOST_HTML, TooComplex, plain_html, to_html
from umbra.core.text import LONGEST_NOTES


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("# Plan\n\n**now**", "<h1>Plan</h1>\n<p><strong>now</strong></p>\n"),
        ("~~old~~", "<p><s>old</s></p>\n"),
        ("one\ntwo", "<p>one<br>\ntwo</p>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("`x < y`", "<p><code>x &lt; y</code></p>\n"),
        ("שלום 🌒", "<p>שלום 🌒</p>\n"),
    ],
)
def test_markdown_is_formatted(markdown: str, html: str) -> None:
    assert to_html(markdown) == html


def test_tables_are_formatted() -> None:
    assert "<td>1</td>" in to_html("| a |\n|---|\n| 1 |")


def test_html_in_notes_is_shown_as_text() -> None:
    assert to_html("<b onclick=x>hi</b>") == "<p>&lt;b onclick=x&gt;hi&lt;/b&gt;</p>\n"


def test_links_open_in_a_new_tab_without_opener_and_referrer() -> None:
    html = to_html("[x](https://example.org/?a=1&b=2)")
    assert 'href="https://example.org/?a=1&amp;b=2"' in html
    assert 'rel="noopener noreferrer"' in html
    assert 'target="_blank"' in html


def test_images_become_links_so_that_nothing_is_fetched() -> None:
    html = to_html('![a "cat"](https://example.org/cat.png)')
    assert "<img" not in html
    assert '<a href="https://example.org/cat.png"' in html
    assert '>a "cat"</a>' in html


ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](vbscript:msgbox)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](javascript:alert(1))",
    '![x](https://e.org/" onerror="alert(1))',
    '[x](https://e.org "\\"onmouseover=alert(1)")',
    "<https://e.org/\"onmouseover='alert(1)'>",
    "[x]: javascript:alert(1)\n\n[x]",
    "```html\n</code></pre><script>alert(1)</script>\n```",
    '<div style="position:fixed">x</div>',
    "<iframe src=https://e.org></iframe>",
    "<a href='javascript:alert(1)'>x</a>",
    "<style>*{display:none}</style>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
]

_TAG = re.compile(r"<(/?)([a-z0-9]+)([^>]*)>")
_BLOCKS = {"p", "br", "hr", "blockquote", "pre", "ul", "ol", "li"}
_HEADINGS = {f"h{level}" for level in range(1, 7)}
_TABLES = {"table", "thead", "tbody", "tr", "th", "td"}
_SPANS = {"a", "code", "em", "strong", "s"}
_HARMLESS = _BLOCKS | _HEADINGS | _TABLES | _SPANS
_ATTRIBUTE = re.compile(r'\s([a-z]+)="([^"]*)"')


def assert_harmless(html: str) -> None:
    """Every tag and attribute is on the allowlist, every link has an allowed scheme."""
    for _, tag, rest in _TAG.findall(html):
        assert tag in _HARMLESS, html
        for name, value in _ATTRIBUTE.findall(rest):
            assert name in {"href", "title", "rel", "target", "start"}, html
            if name == "href" and ":" in value.split("/")[0]:
                assert value.split(":")[0].lower() in {"http", "https", "mailto", "tel"}, html
    assert "<" not in _TAG.sub("", html)


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_are_rendered_harmless(attack: str) -> None:
    assert_harmless(to_html(attack))


@given(st.text(alphabet="<>\"'()[]!:/&;#ajvscript \n`*_~|-=.1", max_size=200))
def test_random_text_is_rendered_harmless(markdown: str) -> None:
    with suppress(TooComplex):
        assert_harmless(to_html(markdown))
    assert_harmless(plain_html(markdown))


def filled(*parts: str) -> str:
    """Notes of the maximum length: each part repeated, in equal shares."""
    share = LONGEST_NOTES // len(parts)
    return "".join(part * (share // len(part)) for part in parts)


def table(columns: int) -> str:
    """Notes of the maximum length: a table with short rows."""
    head = "|" * (columns + 1) + "\n" + "|-" * columns + "|\n"
    return head + "|a\n" * ((LONGEST_NOTES - len(head)) // 3)


COSTLY = {
    "a table of 10 columns": table(10),
    "a table of 2,000 columns": table(2000),
    "tables of 250 columns": filled("|" * 251 + "\n" + "|-" * 250 + "|\n" + "a\n" * 262 + "\n"),
    "quotes that end at a code block": filled("> ```\na\n"),
    "links that never end": filled("!["),
    "links that never end before text": filled("[" * 500 + "\n", "a"),
    "a long reference used often": "[a]: " + "x" * 9_000 + "\n\n" + "[a]" * 2_900,
    "short items": filled("- a\n"),
    "nested lists": "".join("  " * level + "- a\n" for level in range(30)),
    "nested quotes": ">" * 30 + " a",
    "nested emphasis": "**" * 300 + "a" + "**" * 300,
}


@pytest.mark.parametrize("markdown", COSTLY.values(), ids=COSTLY)
def test_notes_that_exceed_a_limit_are_not_formatted(markdown: str) -> None:
    assert len(markdown) <= LONGEST_NOTES
    with pytest.raises(TooComplex, match="These notes"):
        to_html(markdown)


ORDINARY = {
    "paragraphs": filled("Lorem ipsum, *dolor* sit [amet](https://example.org).\n\n"),
    "lines": filled("one line\n"),
    "one paragraph": filled("word "),
    "a list": filled("- [ ] buy some milk and **bread** for `ada`\n"),
    "nested lists": "".join("  " * level + f"- level {level}\n" for level in range(8)),
    "a table": "| a | b | c |\n|---|---|---|\n" + "| some words | and more | of it |\n" * 500,
    "headings": filled("## What was said\n\nThis and that, and nothing else.\n\n"),
    "code": "```\n" + filled("print('[x]' * 3)\n")[:-8] + "\n```",
}


@pytest.mark.parametrize("markdown", ORDINARY.values(), ids=ORDINARY)
def test_ordinary_long_notes_are_formatted(markdown: str) -> None:
    assert len(to_html(markdown)) <= MOST_HTML


@given(st.lists(st.sampled_from(["> ", "- ", "1. "]), min_size=1, max_size=14))
def test_nested_content_is_never_dropped(markers: list[str]) -> None:
    try:
        html = to_html("".join(markers) + "word")
    except TooComplex:
        html = plain_html("word")
    assert "word" in html
