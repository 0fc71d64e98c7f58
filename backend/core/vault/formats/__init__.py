"""The formats in which variables come in and go out."""
