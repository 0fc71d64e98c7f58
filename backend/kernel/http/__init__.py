"""How we speak HTTP: parsing, errors, pages, limits, health."""
