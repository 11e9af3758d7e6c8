"""What an author writes in a check cell, and how it is judged over any transport. Pure."""
