"""What a message changes in the facts of the tip."""
