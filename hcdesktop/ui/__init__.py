"""The window: translates between the service and the screen, and decides nothing that outlives it."""
