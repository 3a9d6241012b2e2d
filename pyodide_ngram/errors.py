"""What can go wrong, each with a message for the reader and a hint on what to do.

>>> error = BadArgument("order must be at least 0, not -1", hint="order 0 looks at no context at all")
>>> error.kind, error.hint
('bad_argument', 'order 0 looks at no context at all')

The library raises these and nothing prints them: the command line and the browser's bridge put them into words.
"""

from __future__ import annotations


class NgramError(ValueError):
    """The base of every error of this package: `str(error)` says what, `error.hint` what to do about it."""

    kind = "error"

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class BadArgument(NgramError):
    """An argument outside its range, or of the wrong type."""

    kind = "bad_argument"


class EmptyModel(NgramError):
    """A question to a model that has not learnt a single byte."""

    kind = "empty_model"

    def __init__(self) -> None:
        super().__init__("the model has learnt nothing yet", hint="train it on some text first; one byte is enough")


class CorruptBlob(NgramError):
    """Bytes that are not a compressed file of this package, or no longer the one that was written."""

    kind = "corrupt"


class NotOfTheProcess(NgramError):
    """A text that the expression process could not have written."""

    kind = "not_of_the_process"


def whole_number(name: str, value: object, low: int, high: int, hint: str = "") -> int:
    """Return `value` if it is a whole number in `low..high`, else raise BadArgument that says so.

    A float such as 3.0 counts as whole, since every number that comes from JavaScript is a float; True does not.
    """
    whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    if isinstance(value, bool) or not whole:
        raise BadArgument(f"{name} must be a whole number, not {value!r}", hint)
    number: int = int(value)  # type: ignore[call-overload]
    if not low <= number <= high:
        raise BadArgument(f"{name} must be from {low:,} to {high:,}, not {number:,}", hint)
    return number


def real_number(name: str, value: object, low: float, high: float, hint: str = "") -> float:
    """Return `value` as a float if it is a number in `low..high` (NaN is not), else raise BadArgument."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadArgument(f"{name} must be a number, not {value!r}", hint)
    if not low <= value <= high:  # False for NaN too
        raise BadArgument(f"{name} must be from {low:g} to {high:g}, not {value:g}", hint)
    return float(value)
