"""What a course is: its manifest, skills, lessons and exercises. Pure."""
