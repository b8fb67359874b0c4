"""The rules of the dialogue, each about one kind of message or one stage of the tip."""
