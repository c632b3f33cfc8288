"""What answers a problem: measures of the same report, the same problem a year later."""
