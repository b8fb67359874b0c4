"""The dependency audit says what is known, and never calls good what nobody answered for."""

from __future__ import annotations

from config.audit import NONE, SOME, UNANSWERED, judge

# As pip-audit writes them.
GOOD = {"name": "flask", "version": "3.1.3", "vulns": []}
WEAK = {"name": "jinja2", "version": "3.1.0", "vulns": [{"id": "PYSEC-2025-1", "fix_versions": ["3.1.6"]}]}
SKIPPED = {"name": "idna", "skip_reason": "Dependency not found and could not be audited: idna (3.20)"}


def test_packages_without_a_known_weakness_pass() -> None:
    assert judge([GOOD], "") == (NONE, ["No weakness is known in the 1 packages."])


def test_a_known_weakness_is_named_with_the_version_that_mends_it() -> None:
    assert judge([GOOD, WEAK], "") == (SOME, ["jinja2 3.1.0: PYSEC-2025-1, mended in 3.1.6"])


def test_a_package_that_nobody_answered_for_fails_the_audit() -> None:
    status, lines = judge([GOOD, SKIPPED], "")
    assert status == UNANSWERED
    assert lines == ["NOT AUDITED: idna: Dependency not found and could not be audited: idna (3.20)"]


def test_an_audit_without_its_service_says_that_nothing_was_audited() -> None:
    for audited in ([], [SKIPPED, SKIPPED]):
        status, lines = judge(audited, "Connection refused")
        assert status == UNANSWERED
        assert lines == ["NOT AUDITED: the advisory service cannot be reached from here. Connection refused"]
