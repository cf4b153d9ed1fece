"""The window's own fixtures, for the windows in other languages."""

from tests.ui.conftest import desks, folder, open_screen, popups, put_up, screen, theme, vault

__all__ = ["desks", "folder", "open_screen", "popups", "put_up", "screen", "theme", "vault"]
