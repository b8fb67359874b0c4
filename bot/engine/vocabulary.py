"""The names that the dialog files may use, for `dialogs.check`."""

from __future__ import annotations

from bot.conversation import Conversation
from bot.engine import policy
from bot.understanding.cues import compiler
from dialogs.vocabulary import Vocabulary
from intake_store.model.facts import CATEGORIES, PRIORITIES, SLOTS, WEAPON_KINDS

VOCABULARY = Vocabulary(
    slots=frozenset(SLOTS),
    categories=frozenset(CATEGORIES),
    priorities=frozenset(PRIORITIES),
    weapon_kinds=frozenset(WEAPON_KINDS),
    conditions=frozenset(policy.conditions(Conversation(""))) | {policy.AGAIN},
    spelt=compiler.spelt,
    exclusive=compiler.EXCLUSIVE,
)
