"""The console's views: parse, call one verb, render."""
