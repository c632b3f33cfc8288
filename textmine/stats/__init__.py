"""What several analyses need of statistics: intervals, resampling, false discovery rate, groups."""
