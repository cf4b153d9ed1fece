"""The lab: tests somebody else's integration against the Simulator."""
