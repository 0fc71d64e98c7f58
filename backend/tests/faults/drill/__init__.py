"""`make faults`: a thousand sign-ups and invitations while one thing after the other breaks, and a count of mails."""
