import { describe, expect, test } from '@jest/globals';
import { findFaults, findHolders, type FaultKind } from '../src/exercises/faults';
import { findCheck, type ICell } from '../src/exercises/work';
import { applyEdits, EXPECTED, makeCells } from './fakes';

const STUBS = new Map(
  EXPECTED.map(({ label }) => [label, `#| exercise: ${label}\n...`])
);
const CELL = 'exercise-bill';

let made = 0;

type Change = (cells: ICell[]) => ICell[];

const at = (cells: readonly ICell[], id: string): number =>
  cells.findIndex(cell => cell.id === id);

function change(id: string, change: Partial<ICell>): Change {
  return cells => cells.map(cell => (cell.id === id ? { ...cell, ...change } : cell));
}

function remove(...ids: string[]): Change {
  return cells => cells.filter(cell => !ids.includes(cell.id));
}

/** As JupyterLab does: the lower part keeps the id, the upper one is new. */
function split(id: string): Change {
  return cells => {
    const n = at(cells, id);
    const cell = cells[n];
    if (!cell) {
      return cells;
    }
    const lines = cell.source.split('\n');
    const upper = {
      ...cell,
      id: `${id}-upper-${(made += 1)}`,
      source: lines.slice(0, 2).join('\n')
    };
    const lower = { ...cell, source: lines.slice(2).join('\n') };
    return [...cells.slice(0, n), upper, lower, ...cells.slice(n + 1)];
  };
}

/** As JupyterLab does: a new cell with what the first was handed out with. */
function merge(id: string): Change {
  return cells => {
    const n = at(cells, id);
    const [upper, lower] = cells.slice(n, n + 2);
    if (!upper || !lower) {
      return cells;
    }
    const source = `${upper.source}\n\n${lower.source}`;
    return [
      ...cells.slice(0, n),
      { ...upper, id: `${id}-merged-${(made += 1)}`, source },
      ...cells.slice(n + 2)
    ];
  };
}

function copy(id: string): Change {
  return cells => {
    const n = at(cells, id);
    const cell = cells[n];
    if (!cell) {
      return cells;
    }
    return [
      ...cells.slice(0, n + 1),
      { ...cell, id: `${id}-copy-${(made += 1)}` },
      ...cells.slice(n + 1)
    ];
  };
}

const source = `#| exercise: bill\nbill_a = 1\nbill_b = 2`;

const CASES: [FaultKind, Change][] = [
  ['copied', copy(CELL)],
  ['merged', cells => merge(CELL)(remove('check-bill', 'text-change')(cells))],
  ['label gone', change(CELL, { source: 'bill_a = 1' })],
  ['label changed', change(CELL, { source: source.replace('bill', 'bil') })],
  ['not code', change(CELL, { type: 'markdown' })],
  ['split', split(CELL)],
  ['gone', remove(CELL)],
  ['gone', remove(CELL, 'check-bill')],
  ['check gone', remove('check-bill')],
  ['check changed', change('check-bill', { source: '%chek bill' })],
  ['check gone', change('check-bill', { source: 'mine = 1' })],
  ['check changed', change('check-bill', { type: 'markdown' })]
];

test('a lesson as it was handed out has no fault', () => {
  expect(findFaults(makeCells(), EXPECTED)).toEqual([]);
});

test.each(CASES)('%s is noticed, and put right at once', (kind, change) => {
  const found = findFaults(change(makeCells()), EXPECTED);
  expect(found[0]?.kind).toBe(kind);
  const repaired = repairAll(change(makeCells()));
  expect(findFaults(repaired, EXPECTED)).toEqual([]);
});

test.each([
  ['a moved cell', (cells: ICell[]) => [...cells.slice(3), ...cells.slice(0, 3)]],
  ['a check above', (cells: ICell[]) => cells.reverse()],
  ['a cell of one’s own', (cells: ICell[]) => [cellOf('x = 1'), ...cells]],
  ['a second check', copy('check-bill')],
  ['the exercise and its check in one cell', merge(CELL)]
])('%s is no fault', (_, change) => {
  expect(findFaults(change(makeCells()), EXPECTED)).toEqual([]);
});

test('what was split comes back as it was', () => {
  const before = makeCells();
  const after = repairAll(split(CELL)(makeCells()));
  expect(after.map(cell => [cell.id, cell.source])).toEqual(
    before.map(cell => [cell.id, cell.source])
  );
});

test('a missing cell comes back at its place, with its id', () => {
  const after = repairAll(remove(CELL)(makeCells()));
  expect(at(after, CELL)).toBe(1);
  const both = repairAll(remove('exercise-change', 'check-change')(makeCells()));
  expect(at(both, 'exercise-change')).toBe(at(both, 'check-bill') + 1);
  expect(findCheck(both, 'change', 0)).not.toBeNull();
});

describe('whatever was done to the cells', () => {
  const kinds: ((random: () => number) => Change)[] = [
    random => copy(pick(random, IDS)),
    random => remove(pick(random, IDS)),
    random => split(pick(random, IDS)),
    random => merge(pick(random, IDS)),
    random => change(pick(random, IDS), { type: 'markdown' }),
    random => change(pick(random, IDS), { source: 'mine = 1' }),
    random => cells => {
      const n = Math.floor(random() * cells.length);
      return [...cells.slice(n), ...cells.slice(0, n)];
    }
  ];

  test.each(Array.from({ length: 300 }, (_, seed) => seed))(
    'repairs end, and leave every exercise once, with a check (%d)',
    seed => {
      const random = makeRandom(seed);
      let cells = makeCells();
      for (let n = 0; n < 1 + (seed % 6); n += 1) {
        cells = pick(random, kinds)(random)(cells);
      }
      const removed: ICell[] = [];
      const after = repairAll(cells, removed);
      for (const { label } of EXPECTED) {
        expect(findHolders(after, label)).toHaveLength(1);
        expect(findCheck(after, label, 0)).not.toBeNull();
      }
      const kept = linesOf([...after, ...removed]);
      const lost = linesOf(cells).filter(
        line => /_[ab] = /.test(line) && !kept.includes(line)
      );
      expect(lost).toEqual([]);
    }
  );
});

const IDS = EXPECTED.flatMap(({ label }) => [`exercise-${label}`, `check-${label}`]);

/** Put everything right; what stood in copies that were taken away goes into `removed`. */
function repairAll(cells: ICell[], removed: ICell[] = []): ICell[] {
  let now = cells;
  for (let n = 0; n < 40; n += 1) {
    const faults = findFaults(now, EXPECTED);
    // of two copies the lower one goes
    const fault =
      faults.find(one => one.kind !== 'copied') ?? faults[faults.length - 1];
    if (!fault) {
      return now;
    }
    if (fault.kind === 'copied') {
      removed.push(...now.filter(cell => cell.id === fault.cell));
    }
    now = applyEdits(now, fault.repair, STUBS);
  }
  throw new Error('repairs do not end');
}

function linesOf(cells: readonly ICell[]): string[] {
  return cells.flatMap(cell => cell.source.split('\n')).filter(line => line.trim());
}

function cellOf(source: string): ICell {
  return { id: 'mine', type: 'code', source };
}

function pick<T>(random: () => number, items: readonly T[]): T {
  return items[Math.floor(random() * items.length)] as T;
}

/** A small generator (mulberry32): the same numbers for the same seed. */
function makeRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
