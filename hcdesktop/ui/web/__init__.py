"""The popup: everything that needs QtWebEngine, which is loaded after the first paint (decision 9)."""
