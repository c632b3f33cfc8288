"""Web pages: lines and tables of a page, archives of pages, answers of a site's interface."""
