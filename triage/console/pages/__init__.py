"""What the console's pages show, as values for the templates."""
