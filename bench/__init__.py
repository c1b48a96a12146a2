"""Measured comparisons: a figure always beside a peer or a floor of the same run, on the same machine and databases."""
