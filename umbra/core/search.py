"""Full-text search: what words a text is found by, and the query for what was typed.

One normalisation serves both sides: NFKD, accents removed, case folded, apostrophes unified,
`+` and `#` kept ("C++", "C#"). Scripts written without spaces (Chinese, Japanese, Thai and their
like) are cut into bigrams. The words are stored as PostgreSQL's `tsvector` without positions;
every word of a query counts as the beginning of one.
"""

from __future__ import annotations

import re
import unicodedata

from umbra.core.contact import digits_of
from umbra.core.text import sanitized

LONGEST_WORD = 100
"""Characters of a word that count."""

_APOSTROPHES = str.maketrans(dict.fromkeys("\u2018\u2019\u201b\u02bc\u02b9\u0060\u00b4\uff07", "'"))
_STROKES = {"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ı": "i", "ŧ": "t"}
_LIGATURES = {"æ": "ae", "œ": "oe", "þ": "th"}
_NOT_DECOMPOSED = str.maketrans(_STROKES | _LIGATURES)
"""Letters that Unicode does not decompose into a plain one and a mark."""

_UNSPACED = (
    "\u0e01-\u0e5b\u0e81-\u0edf\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u3005-\u3007\u3041-\u3096\u309d-\u30ff\u3400-\u4dbf\u4e00-\u9fff"  # kana and Han
    "\U00020000-\U0003fffd"
)
_NUMBER = re.compile(r"(?<![\w+])\+?\(?\d[\d\s()/.\u2010-\u2013-]*", re.ASCII)
_SHORTEST_NUMBER = 3
_COUNTRY_CODE = 3
"""Digits of a country code at most (ITU-T E.164)."""
_LOCAL_NUMBER = 7
"""Digits that are left of a number without its country code at least."""
_LETTER = rf"(?![{_UNSPACED}])[^\W_]"
_WORD = re.compile(rf"[{_UNSPACED}]+|(?:{_LETTER}|[+#])+(?:'(?:{_LETTER})+)*")
_IS_UNSPACED = re.compile(rf"[{_UNSPACED}]")


def search_vector(*texts: str | None) -> str:
    """The words `texts` are found by, in the text form of a `tsvector`; None has no words."""
    found: dict[str, None] = {}
    for text in filter(None, texts):
        for word in _words(text):
            found.update(dict.fromkeys(_indexed(word)))
    return " ".join(_quoted(word) for word in found)


def search_query(text: str) -> str:
    """The query for `text` in the text form of a `tsquery`; empty where it has no word."""
    parts = dict.fromkeys(part for word in _words(text) for part in _asked(word))
    return " & ".join(parts)


def search_query_with_numbers(text: str) -> str:
    """The same where phone numbers count in any spelling.

    The other side are the ends of each number's digits. A country code in `text` may be missing
    there, and the other way round.
    """
    parts: list[str] = []
    at = 0
    for run in _NUMBER.finditer(text):
        digits = digits_of(run[0])
        if len(digits) >= _SHORTEST_NUMBER:
            parts += [search_query(text[at : run.start()]), _number(run[0], digits)]
            at = run.end()
    return " & ".join(filter(None, [*parts, search_query(text[at:])]))


def _number(typed: str, digits: str) -> str:
    """The words that were typed, or a number with these digits."""
    drops = _COUNTRY_CODE if typed.startswith(("+", "00")) else 0
    ends = [digits[n:] for n in range(drops + 1) if n == 0 or len(digits) - n >= _LOCAL_NUMBER]
    numbers = [f"{_quoted(end)}:*" for end in ends]
    return f"(({search_query(typed)}) | {' | '.join(numbers)})"


def _words(text: str) -> list[str]:
    decomposed = unicodedata.normalize("NFKD", sanitized(text).translate(_APOSTROPHES))
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    folded = unicodedata.normalize("NFKD", bare.casefold()).translate(_NOT_DECOMPOSED)
    return [word for word in _WORD.findall(folded) if word.strip("+#")]


def _indexed(word: str) -> list[str]:
    if _IS_UNSPACED.match(word):
        return [word[at : at + 2] for at in range(len(word))]
    plain = word.strip("+#")
    forms = [word, plain]
    if "'" in word:
        forms += [*plain.split("'"), plain.replace("'", "")]
    return [form[:LONGEST_WORD] for form in forms if form]


def _asked(word: str) -> list[str]:
    if _IS_UNSPACED.match(word):
        pairs = [word[at : at + 2] for at in range(len(word) - 1)]
        return [_quoted(pair) for pair in pairs] or [f"{_quoted(word)}:*"]
    return [f"{_quoted(word[:LONGEST_WORD])}:*"]


def _quoted(word: str) -> str:
    """A lexeme as PostgreSQL reads it, whatever it holds."""
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
