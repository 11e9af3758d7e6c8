"""Evidence in, belief out: one model a file. Pure."""
