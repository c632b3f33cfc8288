"""Published results, computed again with textmine from the data where it lies."""
