"""From source notebooks to a course: build, lint, rehearse, scaffold."""
