"""Notes as HTML: what one writes shows, what would do harm does not."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from umbra.core.markdown import to_html


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
def test_what_one_writes_shows(markdown: str, html: str) -> None:
    assert to_html(markdown) == html


def test_tables_show() -> None:
    assert "<td>1</td>" in to_html("| a |\n|---|\n| 1 |")


def test_html_in_notes_shows_as_text() -> None:
    assert to_html("<b onclick=x>hi</b>") == "<p>&lt;b onclick=x&gt;hi&lt;/b&gt;</p>\n"


def test_links_open_elsewhere_and_tell_nothing() -> None:
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
    """Every tag is one of ours, every attribute too, every link goes by a known scheme."""
    for _, tag, rest in _TAG.findall(html):
        assert tag in _HARMLESS, html
        for name, value in _ATTRIBUTE.findall(rest):
            assert name in {"href", "title", "rel", "target", "start"}, html
            if name == "href" and ":" in value.split("/")[0]:
                assert value.split(":")[0].lower() in {"http", "https", "mailto", "tel"}, html
    assert "<" not in _TAG.sub("", html)


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_comes_out_harmless(attack: str) -> None:
    assert_harmless(to_html(attack))


@given(st.text(alphabet="<>\"'()[]!:/&;#ajvscript \n`*_~|-=.1", max_size=200))
def test_whatever_is_written_comes_out_harmless(markdown: str) -> None:
    assert_harmless(to_html(markdown))
