"""Views of /api/auth/."""
