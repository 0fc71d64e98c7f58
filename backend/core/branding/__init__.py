"""How an organization's mail looks, and what it says."""
