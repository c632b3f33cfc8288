"""What holds files: ZIP archives and gzip."""
