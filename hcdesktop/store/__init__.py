"""Steps 1, 6 and 7 of the flow on disk: one encrypted file per environment, and where its key comes from. No Qt."""
