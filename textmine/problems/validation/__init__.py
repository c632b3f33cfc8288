"""How far a coder can be trusted, and results that stay valid whatever its error.

sampling, planning   statements → which to code by hand, how many, which next, when to stop
sheets               sample → sheets, and back, checked; what coders disagree on → decisions
coders               any coder behind one protocol; its trail, drift, and who disagrees with whom
agreement, evaluate  codings → alpha, kappa; precision, recall, calibration
rates, correction    all as the coder sees them, some by hand → shares with intervals
moments, regression  the same for coefficients: linear, logistic, Poisson
"""
