# exercise: add
# verdict: failed|learner_error
# class: signals
# control: open stubborn
# what: Every signal and every exception is ignored, the alarm is switched off.
import signal

for number in range(1, 32):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
signal.setitimer(signal.ITIMER_REAL, 0)


# %%
#| exercise: add
def add(a, b):
    while True:
        try:
            while True:
                pass
        except BaseException:
            signal.setitimer(signal.ITIMER_REAL, 0)
