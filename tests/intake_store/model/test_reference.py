"""A reference comes from outside as a word: it is read without trust, in any spelling."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from intake_store.model.reference import MAX_GUESSES, lookalikes, normal


@given(st.text())
def test_no_text_breaks_the_reading_of_a_reference(text: str) -> None:
    reference = normal(text)
    assert len(reference) in (0, 7)
    assert normal(reference) == reference
    assert len(lookalikes(reference)) <= MAX_GUESSES


@given(st.text("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789", min_size=6, max_size=6))
def test_a_reference_is_the_same_in_any_spelling(letters: str) -> None:
    written = f"{letters[:3]}-{letters[3:]}"
    assert {normal(spelling) for spelling in (letters, letters.lower(), written, f" {written} ")} == {written}
    assert written not in lookalikes(written)
