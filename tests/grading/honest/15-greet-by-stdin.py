# exercise: greet
# verdict: passed
import sys


# %%
#| exercise: greet
line = sys.stdin.readline()
sys.stdout.write("Hello, %s!" % line.strip())
