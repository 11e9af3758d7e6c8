/** Keeps what has stayed the same the same object, so that what shows it need not look again. */

/** Return `after`, with every part that equals its part of `before` taken from there. */
export function share<T>(before: unknown, after: T): T {
  if (Object.is(before, after)) {
    return after;
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const shared = after.map((item, index) => share(before[index], item) as unknown);
    const same =
      shared.length === before.length && shared.every((x, i) => x === before[i]);
    return (same ? before : shared) as T;
  }
  if (isRecord(before) && isRecord(after)) {
    const keys = Object.keys(after);
    const shared = Object.fromEntries(
      keys.map(key => [key, share(before[key], after[key])])
    );
    const same =
      keys.length === Object.keys(before).length &&
      keys.every(key => key in before && shared[key] === before[key]);
    return (same ? before : shared) as T;
  }
  return after;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
