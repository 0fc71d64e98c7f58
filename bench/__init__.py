"""Benchmarks: each figure stands beside a floor that was measured in the same run. `make bench`."""
