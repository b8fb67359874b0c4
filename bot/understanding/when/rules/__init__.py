"""The rules that read one kind of time expression each."""
