"""What is said: facts in words, sentences composed within their SMS budget."""
