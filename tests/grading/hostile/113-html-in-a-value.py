# exercise: add
# verdict: failed
# class: output
# control: escape raw
# what: A text that is a script on a page that forgets to escape.
#| exercise: add
def add(a, b):
    return "</code></pre><script>alert(1)</script><img src=x onerror=alert(1)>"
