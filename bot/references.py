"""References of tips, such as 7K4-MQ2: short enough to read out over a telephone, too many to guess through."""

from __future__ import annotations

import secrets

#: None of 0 O, 1 I L, 5 S, 8 B, U V and one only of 2 Z, M N, which are taken for one another; and no vowel, so that
#: no reference is a word. 20 characters: 64 million references.
ALPHABET = "234679CDFGHJKMPQRTWX"
HALF = 3


def draw() -> str:
    """A reference that nobody can foretell; the store says when it is taken."""
    letters = [secrets.choice(ALPHABET) for _ in range(2 * HALF)]
    return "".join(letters[:HALF]) + "-" + "".join(letters[HALF:])
