"""What people come for: organizations, the vault, audit, notifications, live feeds."""
