# exercise: stack
# verdict: failed|learner_error
# class: endless values
# control: naive silent
# what: Whoever asks for an attribute waits for ever.
#| exercise: stack
class Stack:
    def __getattribute__(self, name):
        while True:
            pass

    def __len__(self):
        return 0
