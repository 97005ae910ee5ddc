"""Markdown notes as sanitised HTML, with bounded work and output.

A small Markdown source can produce much output: a short row of a wide table is filled up to all
columns, and each use of a reference link repeats its URL. So the number of elements, their
nesting and the length of the result are limited, and the parser stops at the first limit reached.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.parser_block import RuleFuncBlockType
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

MOST_BLOCK_TOKENS = 12_000
"""A table cell takes three tokens, a list item five. More than notes of 20,000 characters need."""

MOST_BLOCK_STEPS = 200_000
"""Block rules tried, about 0.5 µs each: a quote may scan to the end for each of its lines."""

MOST_BRACKETS = 3_000
"""Opening brackets in all: the slowest character for the inline parser, about 15 µs each."""

MOST_BRACKET_SCANS = 4_000_000
"""Opening brackets times characters, summed over paragraphs: each bracket may cause a scan to
the end of its paragraph."""

MOST_NESTING = 20
"""Nesting levels of lists, quotes and emphasis; a list takes two. markdown-it drops deeper ones."""

MOST_HTML = 250_000
"""Maximum length of the HTML in characters, before and after sanitising."""


_TOO_MANY_BRACKETS = "These notes have too many brackets to format."
_OPTIONS = {"html": False, "breaks": True, "maxNesting": MOST_NESTING}
_MARKDOWN = MarkdownIt("commonmark", _OPTIONS).enable(["table", "strikethrough"])


class TooComplex(Exception):
    """Rendering would exceed a limit. The message says which, as a sentence for the user."""


class _BlockTokens(list[Token]):
    """The parser's token list, which raises TooComplex at the token that exceeds a limit."""

    def append(self, token: Token) -> None:
        if len(self) >= MOST_BLOCK_TOKENS:
            raise TooComplex("These notes have too many parts to format.")
        if token.level >= MOST_NESTING - 1:
            raise TooComplex("These notes are nested too deeply to format.")
        super().append(token)


def _render_image_as_link(renderer: Any, tokens: Sequence[Token], index: int, *_: Any) -> str:
    image = tokens[index]
    source = str(image.attrs["src"])
    return f'<a href="{escape(source)}">{escape(image.content or source)}</a>'


def _limit_inline(state: StateCore) -> None:
    """Runs between the block and the inline parser, and so checks the cost before it arises."""
    texts = [token.content for token in state.tokens if token.type == "inline"]
    if sum(text.count("[") * len(text) for text in texts) > MOST_BRACKET_SCANS:
        raise TooComplex(_TOO_MANY_BRACKETS)


def _counted(rule: RuleFuncBlockType) -> RuleFuncBlockType:
    """`rule`, wrapped to count the calls of all rules in the parser's environment.

    Raises TooComplex after MOST_BLOCK_STEPS calls.
    """

    def counting(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        steps = state.env["block_steps"] = state.env.get("block_steps", 0) + 1
        if steps > MOST_BLOCK_STEPS:
            raise TooComplex("These notes take too long to format.")
        return rule(state, start, end, silent)

    return counting


for _rule in list(_MARKDOWN.block.ruler.__rules__):
    _MARKDOWN.block.ruler.at(_rule.name, _counted(_rule.fn), {"alt": _rule.alt})
_MARKDOWN.add_render_rule("image", _render_image_as_link)
_MARKDOWN.core.ruler.before("inline", "limit_inline", _limit_inline)

_BLOCKS = {"p", "br", "hr", "blockquote", "pre", "ul", "ol", "li"}
_HEADINGS = {f"h{level}" for level in range(1, 7)}
_TABLES = {"table", "thead", "tbody", "tr", "th", "td"}
_SPANS = {"a", "code", "em", "strong", "s"}
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto", "tel"}


def to_html(markdown: str) -> str:
    """CommonMark, tables and ~~strikethrough~~ as sanitised HTML, at most MOST_HTML characters.

    HTML in the source is shown as text. Links open in a new tab, without opener and referrer.
    Images become links, because loading an image tells its host who reads the notes, and when.
    Raises TooComplex when a limit is exceeded; `plain_html` accepts any text.
    """
    html = nh3.clean(
        _rendered(markdown),
        tags=_BLOCKS | _HEADINGS | _TABLES | _SPANS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )
    _refuse_long(len(html))
    return html


def plain_html(text: str) -> str:
    """`text` escaped for HTML, to be shown with the style `white-space: pre-wrap`."""
    return escape(text)


def _rendered(markdown: str) -> str:
    if markdown.count("[") > MOST_BRACKETS:
        raise TooComplex(_TOO_MANY_BRACKETS)
    env: dict[str, Any] = {}
    state = StateCore(markdown, _MARKDOWN, env)
    state.tokens = _BlockTokens()
    _MARKDOWN.core.process(state)
    _refuse_deep_inline(state.tokens)
    _refuse_long(_least_length(state.tokens))
    html = _MARKDOWN.renderer.render(state.tokens, _MARKDOWN.options, env)
    _refuse_long(len(html))
    return html


def _refuse_deep_inline(tokens: Iterable[Token]) -> None:
    """The parser does not limit nested emphasis; browsers do at about 500 levels."""
    for block in tokens:
        depth = 0
        for token in block.children or ():
            depth += token.nesting
            if depth > MOST_NESTING:
                raise TooComplex("These notes are nested too deeply to format.")


def _least_length(tokens: Iterable[Token]) -> int:
    """A lower bound for the length in characters of the HTML of these tokens."""
    return sum(
        len(token.content) + sum(len(str(value)) for value in token.attrs.values())
        for block in tokens
        for token in (*(block.children or ()), block)
        if token.type != "inline"
    )


def _refuse_long(length: int) -> None:
    if length > MOST_HTML:
        raise TooComplex("These notes would be too long with formatting.")
