"""The files that reports were read from: pictures of what was found in them."""
