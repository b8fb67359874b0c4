"""Why the bot understands what it does: one message with every rule, entry of the word files and refusal behind it."""
