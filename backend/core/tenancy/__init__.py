"""Organizations, their members and roles, and the grants that everything else asks for."""
