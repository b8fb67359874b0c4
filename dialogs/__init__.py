"""What the bot asks and says, and the words it knows, as data files, and the loader that checks them."""
