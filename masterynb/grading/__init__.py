"""Re-runs work. So far in this process only; the sandbox of a course's server comes here too."""
