"""The bot: understanding of a message, the pure dialogue engine, the turn and the courier."""
