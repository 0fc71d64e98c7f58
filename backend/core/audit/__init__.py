"""Reading, verifying and exporting what happened."""
