"""Office files: Word old and new, OpenDocument, workbooks."""
