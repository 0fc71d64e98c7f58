"""Organizations' own words and look."""
