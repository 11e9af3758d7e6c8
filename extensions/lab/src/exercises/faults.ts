/** What may have happened to a notebook's exercises, and the edits that put it right. Without DOM. */
import {
  cutApart,
  findCheck,
  findChecked,
  findLabel,
  findLastIndex,
  trimLines,
  withLabel,
  type ICell,
  type IExpected
} from './work';

/** One change of a notebook; an inserted exercise cell holds what was handed out. */
export type Edit =
  | { readonly does: 'write'; readonly cell: string; readonly source: string }
  | { readonly does: 'remove'; readonly cell: string }
  | { readonly does: 'make code'; readonly cell: string }
  | {
      readonly does: 'insert';
      readonly after: string | null;
      readonly role: 'exercise' | 'check' | 'rest';
      readonly label: string;
      readonly source: string | null;
      readonly id?: string;
    };

export type FaultKind =
  | 'copied'
  | 'merged'
  | 'label gone'
  | 'label changed'
  | 'not code'
  | 'split'
  | 'gone'
  | 'check gone'
  | 'check changed';

/** A fault, the cell beside which it is told (null: above the notebook), and its repair. */
export interface IFault {
  readonly kind: FaultKind;
  readonly label: string;
  readonly title: string;
  readonly cell: string | null;
  readonly repair: readonly Edit[];
}

/** What was a check and is one no more; anything else in its cell is the learner's own. */
const ALMOST = /^\s*(?:%\S*.*|.*check.*)?\s*$/;

/** Find everything that is not as it was handed out, where that is in a learner's way. */
export function findFaults(
  cells: readonly ICell[],
  expected: readonly IExpected[]
): IFault[] {
  const known = new Set(expected.map(exercise => exercise.label));
  return [
    ...findMerged(cells, expected, known),
    ...expected.flatMap(exercise => findFaultsOf(exercise, cells, expected, known))
  ];
}

/** The cells that an exercise's label is on. */
export function findHolders(cells: readonly ICell[], label: string): ICell[] {
  return cells.filter(cell => cell.type === 'code' && findLabel(cell.source) === label);
}

function findFaultsOf(
  exercise: IExpected,
  cells: readonly ICell[],
  expected: readonly IExpected[],
  known: ReadonlySet<string>
): IFault[] {
  const holders = findHolders(cells, exercise.label);
  const [holder] = holders;
  if (!holder) {
    return isInside(cells, exercise.label)
      ? []
      : findLost(exercise, cells, expected, known);
  }
  const copies =
    holders.length > 1 ? holders.map(cell => tellCopy(exercise, cell)) : [];
  return [
    ...copies,
    ...findSplit(exercise, holder, cells),
    ...findUnchecked(exercise, holder, cells)
  ];
}

function tellCopy(exercise: IExpected, cell: ICell): IFault {
  return tell('copied', exercise, cell.id, [{ does: 'remove', cell: cell.id }]);
}

/** Two exercises in one cell, or something above an exercise's label. */
function findMerged(
  cells: readonly ICell[],
  expected: readonly IExpected[],
  known: ReadonlySet<string>
): IFault[] {
  return cells.flatMap(cell => {
    const pieces = cell.type === 'code' ? cutApart(cell.source) : [];
    const labels = pieces.map(findLabel);
    const inner = labels.slice(1).find(label => label !== null && known.has(label));
    const exercise = expected.find(({ label }) => label === (inner ?? null));
    if (!exercise) {
      return [];
    }
    const [first = '', ...rest] = pieces;
    const inserts = rest.reverse().map(source => insertPiece(source, cell.id));
    const write: Edit = { does: 'write', cell: cell.id, source: first };
    return [tell('merged', exercise, cell.id, [write, ...inserts])];
  });
}

function insertPiece(source: string, after: string): Edit {
  const exercise = findLabel(source);
  const label = exercise ?? findChecked(source);
  const role = exercise !== null ? 'exercise' : label !== null ? 'check' : 'rest';
  return { does: 'insert', after, role, label: label ?? '', source };
}

function isInside(cells: readonly ICell[], label: string): boolean {
  return cells.some(
    cell =>
      cell.type === 'code' &&
      cutApart(cell.source)
        .slice(1)
        .some(piece => findLabel(piece) === label)
  );
}

/** No cell holds the label: it was changed, taken away, or the cell is no code or gone. */
function findLost(
  exercise: IExpected,
  cells: readonly ICell[],
  expected: readonly IExpected[],
  known: ReadonlySet<string>
): IFault[] {
  const { label } = exercise;
  const text = cells.find(cell => cell.type !== 'code' && isOf(exercise, cell));
  const code = cells.find(cell => {
    const found = findLabel(cell.source);
    return cell.type === 'code' && isOf(exercise, cell) && !(found && known.has(found));
  });
  if (code) {
    const kind = findLabel(code.source) === null ? 'label gone' : 'label changed';
    const source = withLabel(code.source, label);
    return [tell(kind, exercise, code.id, [{ does: 'write', cell: code.id, source }])];
  }
  if (text) {
    const source = withLabel(text.source, label);
    const edits: Edit[] = [{ does: 'make code', cell: text.id }];
    if (findLabel(text.source) !== label) {
      edits.unshift({ does: 'write', cell: text.id, source });
    }
    return [tell('not code', exercise, text.id, edits)];
  }
  return [tellGone(exercise, cells, expected)];
}

function isOf(exercise: IExpected, cell: ICell): boolean {
  return (
    cell.id === exercise.cell ||
    (cell.role === 'exercise' && cell.exercise === exercise.label) ||
    findLabel(cell.source) === exercise.label
  );
}

function tellGone(
  exercise: IExpected,
  cells: readonly ICell[],
  expected: readonly IExpected[]
): IFault {
  const { label, cell: id } = exercise;
  const check = findCheck(cells, label, 0);
  const at = check ? cells.indexOf(check) : findPlace(exercise, cells, expected);
  const after = cells[at - 1]?.id ?? null;
  const stub: Edit = {
    does: 'insert',
    after,
    role: 'exercise',
    label,
    source: null,
    ...(cells.some(cell => cell.id === id) ? {} : { id })
  };
  const edits = check ? [stub] : [insertCheck(label, after), stub];
  return tell('gone', exercise, check?.id ?? null, edits);
}

/** The place below all that belongs to the exercises before this one. */
function findPlace(
  exercise: IExpected,
  cells: readonly ICell[],
  expected: readonly IExpected[]
): number {
  const before = expected.slice(0, expected.indexOf(exercise));
  for (const one of before.reverse()) {
    const at = findLastIndex(cells, cell => findLabel(cell.source) === one.label);
    if (at >= 0) {
      const check = findCheck(cells, one.label, at);
      return Math.max(at, check ? cells.indexOf(check) : 0) + 1;
    }
  }
  const after = expected
    .slice(expected.indexOf(exercise) + 1)
    .map(({ label }) => label);
  const next = cells.findIndex(cell => after.includes(findLabel(cell.source) ?? ''));
  return next >= 0 ? next : cells.length;
}

/** The lower part of an exercise's cell, which was split off. */
function findSplit(
  exercise: IExpected,
  holder: ICell,
  cells: readonly ICell[]
): IFault[] {
  const lower = cells[cells.indexOf(holder) + 1];
  if (lower?.type !== 'code' || findLabel(lower.source) !== null) {
    return [];
  }
  const isPart =
    lower.id === exercise.cell ||
    (lower.role === 'exercise' && lower.exercise === exercise.label);
  if (!isPart) {
    return [];
  }
  const source = trimLines(`${holder.source}\n${lower.source}`);
  const [kept, other] = lower.id === exercise.cell ? [lower, holder] : [holder, lower];
  return [
    tell('split', exercise, lower.id, [
      { does: 'write', cell: kept.id, source },
      { does: 'remove', cell: other.id }
    ])
  ];
}

function findUnchecked(
  exercise: IExpected,
  holder: ICell,
  cells: readonly ICell[]
): IFault[] {
  const { label } = exercise;
  if (findCheck(cells, label, cells.indexOf(holder))) {
    return [];
  }
  const changed = cells.find(
    cell => cell.role === 'check' && cell.exercise === label && ALMOST.test(cell.source)
  );
  if (!changed) {
    return [tell('check gone', exercise, holder.id, [insertCheck(label, holder.id)])];
  }
  const edits: Edit[] = [
    { does: 'write', cell: changed.id, source: `%check ${label}` }
  ];
  if (changed.type !== 'code') {
    edits.push({ does: 'make code', cell: changed.id });
  }
  return [tell('check changed', exercise, changed.id, edits)];
}

/** The edit that puts an exercise's check below a cell. */
export function insertCheck(label: string, after: string | null): Edit {
  return { does: 'insert', after, role: 'check', label, source: `%check ${label}` };
}

function tell(
  kind: FaultKind,
  { label, title }: IExpected,
  cell: string | null,
  repair: readonly Edit[]
): IFault {
  return { kind, label, title, cell, repair };
}
