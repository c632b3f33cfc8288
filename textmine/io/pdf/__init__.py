"""PDF: text and tables by where they stand on the page."""
