"""Human Connect on the desktop: the popup in an embedded view, its callbacks kept and finalized, no web server."""

__version__ = "0.1.0"
