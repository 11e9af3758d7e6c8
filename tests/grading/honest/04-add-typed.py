# exercise: add
# verdict: passed
from functools import lru_cache


# %%
#| exercise: add
@lru_cache
def add(a: int, b: int) -> int:
    """Return the sum.

    >>> add(1, 2)
    3
    """
    result: int = a
    result += b
    return result
