"""What the scripts share: reading results, statistics, presets, running samples."""
