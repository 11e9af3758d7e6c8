# exercise: evens
# verdict: passed
#| exercise: evens
class evens:
    def __init__(self, limit):
        self.limit, self.number = limit, -2

    def __iter__(self):
        return self

    def __next__(self):
        self.number += 2
        if self.number >= self.limit:
            raise StopIteration
        return self.number
