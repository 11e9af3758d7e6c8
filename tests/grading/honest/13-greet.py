# exercise: greet
# verdict: passed
#| exercise: greet
name = input("Your name: ")
print(f"Hello, {name}!")
