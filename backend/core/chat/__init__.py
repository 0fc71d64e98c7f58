"""Chat beside the work: rooms of organizations, of projects and of two people."""
