"""`python -m masterynb` is the same as `masterynb`."""

from masterynb.cli import main

main()
