"""How right the items of a corpus are: a sheet of drawn reports, judged, and its scores."""
