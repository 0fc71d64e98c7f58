"""Projects, environments, variables and their versions, sealed."""
