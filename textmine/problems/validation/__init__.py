"""How far a coder can be trusted: samples, coding sheets, agreement, corrected shares."""
