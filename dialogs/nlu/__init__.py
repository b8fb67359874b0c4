"""The Rasa NLU project that the dialog files describe: intents, entities, examples, lookup tables and patterns."""
