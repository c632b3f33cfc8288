"""Trace a text: where it stands in a store of texts, looked up in an index that is kept on disk."""
