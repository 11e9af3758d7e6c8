# exercise: greet
# verdict: failed
# class: output
# control: escape raw
# what: What is printed is shown, too.
#| exercise: greet
print("<script>alert(1)</script>\x1b[31m", input())
