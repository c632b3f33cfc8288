"""What a spreadsheet wants: cells that stay the text they are, one workbook for all frames."""
