"""The commands `rasa ...`: a Rasa server of our own, from its installation to its models."""
