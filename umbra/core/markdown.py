"""Notes as HTML that can do no harm."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(
    ["table", "strikethrough"]
)


def _as_a_link(renderer: Any, tokens: Sequence[Token], index: int, *_: Any) -> str:
    image = tokens[index]
    source = str(image.attrs["src"])
    return f'<a href="{escape(source)}">{escape(image.content or source)}</a>'


_MARKDOWN.add_render_rule("image", _as_a_link)

_BLOCKS = {"p", "br", "hr", "blockquote", "pre", "ul", "ol", "li"}
_HEADINGS = {f"h{level}" for level in range(1, 7)}
_TABLES = {"table", "thead", "tbody", "tr", "th", "td"}
_SPANS = {"a", "code", "em", "strong", "s"}
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto", "tel"}


def to_html(markdown: str) -> str:
    """CommonMark, tables and ~~struck~~ text as sanitised HTML.

    HTML in the source is shown as text. Links open elsewhere and tell nothing about
    here; images become links, because fetching one tells its host who reads, and when.
    """
    return nh3.clean(
        _MARKDOWN.render(markdown),
        tags=_BLOCKS | _HEADINGS | _TABLES | _SPANS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )
