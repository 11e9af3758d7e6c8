# %%
#| right: standardise/by-hand
def standardise(values):
    values = np.asarray(values, dtype=float)
    centred = values - np.mean(values)
    return centred / np.sqrt(np.mean(centred**2))

# %%
#| right: standardise/list
def standardise(values):
    mean, std = np.mean(values), np.std(values)
    return np.array([(value - mean) / std for value in values])

# %%
#| wrong: standardise/sample
def standardise(values):
    return (values - values.mean()) / values.std(ddof=1)

# %%
#| wrong: standardise/nothing
def standardise(values):
    result = (values - values.mean()) / values.std()

# %%
#| right: moving-mean/loop
def moving_mean(values, n):
    means = []
    for i in range(len(values) - n + 1):
        means.append(values[i : i + n].mean())
    return np.array(means)

# %%
#| right: moving-mean/rolling
def moving_mean(values, n):
    return pd.Series(values).rolling(n).mean().dropna().to_numpy()

# %%
#| wrong: moving-mean/one-short
def moving_mean(values, n):
    return np.array([values[i : i + n].mean() for i in range(len(values) - n)])

# %%
#| wrong: moving-mean/two-only
def moving_mean(values, n):
    if n == 3:
        return np.array([values.mean()])
    return (values[1:] + values[:-1]) / 2

# %%
#| right: totals/assign
def totals(sales):
    return sales.assign(earned=sales.pieces * sales.price).groupby("region").earned.sum()

# %%
#| right: totals/loop
def totals(sales):
    earned = {}
    for _, row in sales.iterrows():
        earned[row["region"]] = earned.get(row["region"], 0.0) + row["pieces"] * row["price"]
    return pd.Series(earned)

# %%
#| wrong: totals/hard-coded
def totals(sales):
    return pd.Series({"north": 26.5, "south": 35.5})

# %%
#| wrong: totals/no-column
def totals(sales):
    return sales.groupby("region")["earned"].sum()

# %%
#| right: best-day/sorted
def best_day(sales):
    days = sales.groupby("day").pieces.sum().sort_values()
    return days.index[-1]

# %%
#| right: best-day/dictionary
def best_day(sales):
    sold = {}
    for day, pieces in zip(sales["day"], sales["pieces"]):
        sold[day] = sold.get(day, 0) + pieces
    return max(sold, key=sold.get)

# %%
#| wrong: best-day/worst
def best_day(sales):
    return sales.groupby("day")["pieces"].sum().idxmin()

# %%
#| wrong: best-day/last
def best_day(sales):
    return sorted(sales["day"])[-1]

# %%
#| right: fill-gaps/loop
def fill_gaps(table):
    filled = table.copy()
    for name in filled.columns:
        filled[name] = filled[name].fillna(filled[name].mean())
    return filled

# %%
#| right: fill-gaps/where
def fill_gaps(table):
    return table.where(table.notna(), table.mean(), axis=1)

# %%
#| wrong: fill-gaps/median
def fill_gaps(table):
    return table.fillna(table.median() + 1)

# %%
#| wrong: fill-gaps/whole-mean
def fill_gaps(table):
    return table.fillna(np.nanmean(table.to_numpy()))

# %%
#| right: distances/hypot
def distances(points):
    x, y = points[:, 0], points[:, 1]
    return np.hypot(x[:, None] - x[None, :], y[:, None] - y[None, :])

# %%
#| right: distances/norm
def distances(points):
    rows = []
    for point in points:
        rows.append(np.linalg.norm(points - point, axis=1))
    return np.array(rows)

# %%
#| wrong: distances/to-first
def distances(points):
    return np.linalg.norm(points - points[0], axis=1)

# %%
#| wrong: distances/lower-half
def distances(points):
    gaps = points[:, None] - points
    return np.tril(np.sqrt((gaps**2).sum(axis=-1)))
