"""Tables of the page: frames in, rows of entries out, the rows that matter first."""
