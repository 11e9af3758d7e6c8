# exercise: rain
# verdict: passed
#| exercise: rain
def total_rain(path):
    total = 0
    file = open(path)
    for line in file.readlines():
        day, rain = line.split()
        total = total + float(rain)
    file.close()
    return total
