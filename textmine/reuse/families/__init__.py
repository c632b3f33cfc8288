"""Passages that belong together: families, the kind of each with its reasons, scores per report."""
