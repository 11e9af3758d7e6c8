"""The IPython extension: magics, the tracker, the judge in the kernel."""
