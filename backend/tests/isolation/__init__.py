"""Whether anybody is ever sent what is not theirs, or misses what is: many people, rooms and removals at once."""
