"""What the product knows and decides, without Qt and without a disk: it is handed a store and an HTTP session."""
