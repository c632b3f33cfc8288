"""What holds reports: ZIP archives, gzip, tables with a report in each row."""
