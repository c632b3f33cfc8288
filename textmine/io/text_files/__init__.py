"""Text files: plain text, Markdown, and tables as programs print them."""
