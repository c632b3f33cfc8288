"""Reports with known truth: agencies, sections, tables, copied passages, dirt."""
