"""Which values of an index a question speaks of: its words, looked up among the values of the keyword fields.

>>> catalogue = Catalogue({"author": ["Alan Turing", "Geoffrey Hinton"], "genre": ["Comedy", "Black Comedy"]})
>>> [(link.said, link.value) for link in catalogue.links("turing's black comedies, or by Hintn")]
[('turing', 'Alan Turing'), ('black comedies', 'Black Comedy'), ('Hintn', 'Geoffrey Hinton')]

Words are found whole ("black comedies"), by a part of a name ("turing"), by initials ("FDR"), by an alias that the
index's owner has written down, or with one slip of the finger. A find is an offer: whether it is meant is for the
model to say.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from demo_server.nlq.links import Link

MOST_MEANINGS = 3
"""More values for one word say nothing: there are forty Johns."""
MANY = 200
"""A field of more values than this has one for nearly every word: a short word needs a sign that a name is meant."""
SLIP_LETTERS = 5
"""The shortest word that is looked up with a slip in it."""


def word_list(name: str) -> frozenset[str]:
    """The words of a file beside this one."""
    return frozenset(Path(__file__).with_name(f"{name}.txt").read_text(encoding="utf-8").split())


STOP_WORDS = word_list("stop-words")
"""English words that hold a sentence together, and those that ask, show and count."""

DOCUMENTS = word_list("document-words")
"""What documents are called: no part of a name, and no slip in one."""

_WORD = re.compile(r"[^\W_]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_POSSESSIVE = re.compile(r"['’]s?\b")
_NAMING = re.compile(r"(?:\bby|\bfrom|\bnot|\bof|\bthan|\bminus|\bwithout|\band|\bor|,)\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Word:
    """A word of a question: where it stands, and its stem."""

    start: int
    end: int
    stem: str


def stem(word: str) -> str:
    """A word without case, accents and a plural ending.

    >>> stem("Comedies"), stem("Polgár"), stem("news"), stem("press")
    ('comedy', 'polgar', 'new', 'press')
    """
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(sign))
    if len(plain) > 4 and plain.endswith("ies"):
        return plain[:-3] + "y"
    if len(plain) > 3 and plain.endswith("s") and not plain.endswith("ss"):
        return plain[:-1]
    return plain


def stems(text: str) -> set[str]:
    """The stems of a text's words, or of those in a field's name; numbers are none.

    >>> sorted(stems("film.runningTime_min2"))
    ['film', 'min', 'running', 'time']
    """
    return {stem(word) for part in _HUMP.split(text) for word in _LETTERS.findall(part)}


def words(text: str) -> list[Word]:
    """The words of a text; the `s` of a possessive is none."""
    found = []
    for match in _WORD.finditer(text):
        if match.group() in ("s", "S") and match.start() and text[match.start() - 1] in "'’":
            continue
        found.append(Word(match.start(), match.end(), stem(match.group())))
    return found


class Catalogue:
    """The values of an index's keyword fields, ready to be found in questions."""

    def __init__(
        self,
        values: Mapping[str, Sequence[str]],
        aliases: Mapping[str, Mapping[str, Sequence[str]]] | None = None,
        own_words: Iterable[str] = (),
    ) -> None:
        """`values` by field; `aliases` by field and value; `own_words` name the index and its fields: no values."""
        self.values = {field: frozenset(found) for field, found in values.items()}
        self.own = {stem(part) for text in own_words for part in _WORD.findall(text)}
        self._whole: dict[str, list[tuple[tuple[str, ...], str, str]]] = defaultdict(list)
        self._parts: dict[str, dict[str, list[tuple[int, str]]]] = defaultdict(lambda: defaultdict(list))
        self._initials: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for field, found in values.items():
            for value in found:
                self._enter(field, value, value)
                for alias in (aliases or {}).get(field, {}).get(value, ()):
                    self._whole_form(field, value, alias)
        self._slips: dict[str, set[str]] = defaultdict(set)
        for part in self._parts:
            if len(part) >= SLIP_LETTERS:
                for shorter in _shorter(part):
                    self._slips[shorter].add(part)

    def _enter(self, field: str, value: str, text: str) -> None:
        parts = self._whole_form(field, value, text)
        if len(parts) > 1:
            if len(parts) <= 4:
                self._initials["".join(part[0] for part in parts)].append((field, value))
            last = len(parts) - 1
            if "," in text:  # "Doe, Jane": the last name comes first
                last = 0
            for position, part in enumerate(parts):
                if len(part) > 2:
                    rank = 0 if position == last else 1
                    self._parts[part][field].append((rank, value))
        elif parts and len(parts[0]) > 2:
            self._parts[parts[0]][field].append((0, value))

    def _whole_form(self, field: str, value: str, text: str) -> tuple[str, ...]:
        parts = tuple(word.stem for word in words(text))
        if parts:
            self._whole[parts[0]].append((parts, field, value))
        return parts

    def links(self, question: str) -> list[Link]:
        """What words of the question may mean, in the question's order; nothing is found twice for the same words."""
        found = words(question)
        links: list[Link] = []
        at = 0
        while at < len(found):
            size, meanings = self._whole_at(question, found, at)
            if not meanings:
                size, meanings = 1, self._part_at(question, found[at])
            if meanings:
                said = question[found[at].start : found[at + size - 1].end]
                links += [Link(said, field, value) for field, value in meanings]
            at += size if meanings else 1
        return links

    def _whole_at(self, question: str, found: list[Word], at: int) -> tuple[int, list[tuple[str, str]]]:
        """The longest values that begin at this word, and how many words they take."""
        longest = 0
        meanings: list[tuple[str, str]] = []
        for parts, field, value in self._whole.get(found[at].stem, ()):
            size = len(parts)
            if size < longest or tuple(word.stem for word in found[at : at + size]) != parts:
                continue
            said = question[found[at].start : found[at + size - 1].end]
            if size == 1 and not self._telling(said, value):
                continue
            if size > longest:
                longest, meanings = size, []
            if (field, value) not in meanings:
                meanings.append((field, value))
        return longest, meanings[: 2 * MOST_MEANINGS]

    def _telling(self, said: str, value: str) -> bool:
        """Is this one word meant as a value? Not a word of the sentence, a bare number, or a letter in passing."""
        if said.isdigit():
            return False
        if len(said) <= 2 and not any(sign.isdigit() for sign in said):
            return said == value
        return said.casefold() not in STOP_WORDS and stem(said) not in self.own

    def _part_at(self, question: str, word: Word) -> list[tuple[str, str]]:
        said = question[word.start : word.end]
        if said.casefold() in STOP_WORDS or word.stem in self.own | DOCUMENTS or len(said) < 3 or said.isdigit():
            return []
        if known := self._by_part(question, word, word.stem):
            return known
        if 3 <= len(said) <= 4 and (said.isupper() or not set(said.lower()) & set("aeiouy")):
            return self._initials.get(said.lower(), [])[:MOST_MEANINGS]
        if len(word.stem) >= SLIP_LETTERS and word.stem not in self._parts:
            return self._by_slip(question, word)
        return []

    def _by_part(self, question: str, word: Word, part: str) -> list[tuple[str, str]]:
        meanings = []
        for field, ranked in self._parts.get(part, {}).items():
            best = min(rank for rank, _ in ranked)
            values = list(dict.fromkeys(value for rank, value in ranked if rank == best))
            if len(values) > MOST_MEANINGS:
                continue
            if len(self.values[field]) > MANY and not _looks_like_a_name(question, word):
                continue
            meanings += [(field, value) for value in values]
        return meanings

    def _by_slip(self, question: str, word: Word) -> list[tuple[str, str]]:
        near = {part for shorter in _shorter(word.stem) for part in self._slips.get(shorter, ())}
        near |= self._slips.get(word.stem, set())
        near |= {shorter for shorter in _shorter(word.stem) if shorter in self._parts and len(shorter) >= SLIP_LETTERS}
        close = [part for part in near if part[0] == word.stem[0] and _one_slip(word.stem, part)]
        return self._by_part(question, word, close[0]) if len(close) == 1 else []

    def nearest(self, field: str, text: str) -> str | None:
        """The one value of a field that a text can only mean; None where none or several fit, or it is a value."""
        if text in self.values.get(field, ()):
            return None
        folded = [value for value in self.values.get(field, ()) if value.casefold() == text.casefold()]
        if len(folded) == 1:
            return folded[0]
        values = {link.value for link in self.links(text) if link.field == field}
        return values.pop() if len(values) == 1 else None


def _looks_like_a_name(question: str, word: Word) -> bool:
    """Long, capital within the sentence, possessive, behind "by", or all there is in front of the question."""
    said, before, behind = question[word.start : word.end], question[: word.start], question[word.end :]
    return (
        len(said) > 5
        or (said[0].isupper() and bool(before.strip()))
        or bool(_POSSESSIVE.match(behind))
        or bool(_NAMING.search(before))
        or not before.strip()
    )


def _shorter(word: str) -> Iterator[str]:
    """The word with one letter left out, in every way."""
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


def _one_slip(one: str, other: str) -> bool:
    """One letter too many, too few, wrong, or two swapped.

    >>> [_one_slip("hitchcok", word) for word in ("hitchcock", "hitchcko", "hitchcot", "hotchcot")]
    [True, True, True, False]
    """
    if abs(len(one) - len(other)) > 1:
        return False
    if len(one) == len(other):
        wrong = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
        if len(wrong) == 2 and wrong[1] == wrong[0] + 1:
            return one[wrong[0]] == other[wrong[1]] and one[wrong[1]] == other[wrong[0]]
        return len(wrong) <= 1
    long, short = (one, other) if len(one) > len(other) else (other, one)
    return short in set(_shorter(long))
