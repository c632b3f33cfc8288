"""Damaged and hostile files without end: what no reader may stumble over."""
