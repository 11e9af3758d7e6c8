# exercise: totals
# verdict: failed
# class: lying objects
# control: naive passes
# what: A table that says that it equals the other.
import pandas as pd


class Table(pd.DataFrame):
    @property
    def _constructor(self):
        return Table

    def equals(self, other):
        return True

    def __eq__(self, other):
        return pd.DataFrame([[True]])


class Column(pd.Series):
    def sum(self, *_, **__):
        return 6


pd.DataFrame.equals = lambda self, other: True


# %%
import pandas.testing

pd.testing.assert_frame_equal = lambda *_, **__: None


# %%
#| exercise: totals
def totals(sales):
    return Table({"shop": ["a", "b"], "total": [3, 3]})
