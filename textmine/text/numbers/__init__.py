"""Numbers in texts: numerals and their values, amounts with their precision, markers of lists."""
