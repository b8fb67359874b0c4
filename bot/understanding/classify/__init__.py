"""What kind of message it is: acts, category, urgency, the story."""
