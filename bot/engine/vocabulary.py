"""The names that the dialog files may use, for `dialogs.checks`."""

from __future__ import annotations

from bot.engine import policy
from bot.understanding.cues import compiler
from dialogs.checks.vocabulary import Vocabulary
from intake_store.model import slots
from intake_store.model.conversation import Conversation
from intake_store.model.facts import CATEGORIES, PRIORITIES, WEAPON_KINDS

VOCABULARY = Vocabulary(
    slots=frozenset(slots.NAMES),
    categories=frozenset(CATEGORIES),
    priorities=frozenset(PRIORITIES),
    weapon_kinds=frozenset(WEAPON_KINDS),
    conditions=frozenset(policy.conditions(Conversation(""))) | {policy.AGAIN},
    spelt=compiler.spelt,
    exclusive=compiler.EXCLUSIVE,
)
