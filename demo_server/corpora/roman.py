"""Roman numerals, as chapters are numbered.

>>> [roman_to_int(numeral) for numeral in ("I", "IV", "IX", "XII", "XL")]
[1, 4, 9, 12, 40]
"""

VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def roman_to_int(numeral: str) -> int:
    """The number that a Roman numeral writes (I to C). Raises KeyError for another letter."""
    values = [VALUES[letter] for letter in numeral]
    # A smaller value before a larger one is taken off: IV, IX, XL.
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))
