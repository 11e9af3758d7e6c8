"""What is open for a learner, and why."""
