"""Texts as streams of hashed characters, and the frames of array work that search and families share."""
