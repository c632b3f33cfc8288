"""How far a coder can be trusted, and results that stay valid whatever its error.

sampling     statements → which to code by hand
sheets       sample → sheets, and back, checked; what coders disagree on → decisions
agreement    codings → alpha, kappa, with intervals
evaluate     codings and a coder → precision, recall, calibration
correction   all as the coder sees them, some by hand → shares with intervals
"""
