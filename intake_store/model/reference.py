"""References of tips, such as 7K4-MQ2: short enough to read out over a telephone, too many to guess through."""

from __future__ import annotations

import itertools
import re
import secrets

#: None of 0 O, 1 I L, 5 S, 8 B, U V and one only of 2 Z, M N, which are taken for one another; and no vowel, so that
#: no reference is a word. 20 characters: 64 million references.
ALPHABET = "234679CDFGHJKMPQRTWX"
LENGTH, HALF = 6, 3
#: Characters that people take for one another on screen, on paper and on the telephone.
_ALIKE = ("0OQ", "1IL", "2Z", "5S", "8B", "UV", "MN")
_LOOKALIKES = {character: group for group in _ALIKE for character in group}
#: More doubtful characters than this are no slip of the eye.
MAX_GUESSES = 200


def draw() -> str:
    """A reference that nobody can foretell; the store says when it is taken."""
    number = secrets.randbelow(len(ALPHABET) ** LENGTH)
    letters = [ALPHABET[number // len(ALPHABET) ** place % len(ALPHABET)] for place in range(LENGTH)]
    return "".join(letters[:HALF]) + "-" + "".join(letters[HALF:])


def normal(typed: str) -> str:
    """The written form, "7k4mq2" as "7K4-MQ2"; text that cannot be a reference comes back as "" and finds nothing."""
    bare = re.sub(r"[\s-]+", "", typed).upper()
    if len(bare) != LENGTH or not (bare.isascii() and bare.isalnum()):
        return ""
    return f"{bare[:HALF]}-{bare[HALF:]}"


def lookalikes(reference: str) -> list[str]:
    """References that look like this normal one, itself left out; empty when there would be too many."""
    spellings = [_LOOKALIKES.get(character, character) for character in reference]
    found = ["".join(letters) for letters in itertools.islice(itertools.product(*spellings), MAX_GUESSES + 1)]
    return [] if len(found) > MAX_GUESSES else [spelling for spelling in found if spelling != reference]
