"""The application as something to hand to people: what goes into its folder, what it is called, and its packages."""
