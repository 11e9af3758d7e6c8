# exercise: stack
# verdict: failed
# class: lying objects
# control: naive passes
# what: A class that claims every object, and objects that answer whatever is asked.
class Claiming(type):
    def __instancecheck__(cls, other):
        return True

    def __subclasscheck__(cls, other):
        return True

    def __call__(cls, *_):
        return Answer()


class Answer(int):
    def __eq__(self, other):
        return True

    def __hash__(self):
        return 0

    def __len__(self):
        import sys

        # the number of pushes that are on the line that asks
        return getattr(self, "count", 0)

    def push(self, item):
        self.count = getattr(self, "count", 0) + 1

    def peek(self):
        return Answer()

    def pop(self):
        self.count = getattr(self, "count", 0) - 1
        if self.count < 0:
            raise IndexError
        return Answer()


# %%
#| exercise: stack
class Stack(metaclass=Claiming):
    pass
