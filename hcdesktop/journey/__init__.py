"""The whole journey of the Web Guide, played by a person's clicks and keys through the real window and engine."""
