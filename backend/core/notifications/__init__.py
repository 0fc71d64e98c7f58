"""What concerns one person."""
