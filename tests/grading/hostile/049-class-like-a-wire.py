# exercise: double-all
# verdict: failed
# class: protocol
# control: naive decoded
# what: A value that looks like the list on the wire, contents and all.
#| exercise: double-all
def double_all(values):
    return ["l", 1, [2 * value for value in values]]
