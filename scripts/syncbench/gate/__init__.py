"""The gate: two builds compared, and whether the later one is worse."""
