"""The report: what a run says, told to a reader who never saw the suite."""
