"""What newcomers read is short, complete and leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from config.bootstrap import ROOT

README_LINES = 130
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
DECISIONS = sorted((ROOT / "docs/adr").glob("0*.md"))
_LINK = re.compile(r"\[[^\]]*\](?:\(|: )([^)\s]+)")


def local_links(page: Path) -> list[str]:
    """Targets of the links of `page` that lead into this project, code left out."""
    text = re.sub(r"(?s)```.*?```|`[^`]*`", "", page.read_text())
    return [link for link in _LINK.findall(text) if not re.match(r"https?:|mailto:", link)]


def anchors(page: Path) -> set[str]:
    """The headings of `page` as a forge turns them into addresses."""
    heads = re.findall(r"(?m)^#+ (.+)$", page.read_text())
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def test_the_readme_is_read_in_one_sitting() -> None:
    assert len((ROOT / "README.md").read_text().splitlines()) <= README_LINES


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    lost = []
    for link in local_links(page):
        name, _, anchor = link.partition("#")
        target = (page.parent / name) if name else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            lost.append(link)
    assert not lost


def test_every_page_can_be_reached_from_the_readme() -> None:
    seen, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        seen.add(page)
        linked = {(page.parent / link.partition("#")[0]).resolve() for link in local_links(page)}
        waiting += [each for each in linked if each.suffix == ".md" and each.exists() and each not in seen]
    assert not set(PAGES) - seen


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_every_decision_says_what_it_costs(page: Path) -> None:
    assert re.findall(r"(?m)^## (.+)$", page.read_text()) == ["Context", "Decision", "Consequences", "Costs"]
    assert page.read_text().startswith(f"# {int(page.stem[:4])}. ")


def test_the_licence_is_the_one_that_the_project_names() -> None:
    assert (ROOT / "LICENSE").read_text().split()[:4] == ["Apache", "License", "Version", "2.0,"]
    assert 'license = "Apache-2.0"' in (ROOT / "pyproject.toml").read_text()
