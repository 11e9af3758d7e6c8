"""The walls around code that nobody trusts: system calls, filters, roots. Linux only."""
