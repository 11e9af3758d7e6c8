# exercise: stack
# verdict: passed
#| exercise: stack
class Stack(list):
    push = list.append

    def peek(self):
        return self[-1]
