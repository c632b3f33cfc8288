"""The charts: each takes a frame, and returns the Axes it was drawn on."""
