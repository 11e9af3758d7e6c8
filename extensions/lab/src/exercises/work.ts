/**
 * What of a notebook is a learner's work. Without DOM.
 *
 * Labels and work are found as `masterynb/checks/work.py` finds them; `tests/checks/work.json` is
 * read by the tests of both.
 */

/** A cell of a notebook; `role` and `exercise` are what was written into it when handed out. */
export interface ICell {
  readonly id: string;
  readonly type: 'code' | 'markdown' | 'raw';
  readonly source: string;
  readonly role?: string;
  readonly exercise?: string;
}

/** An exercise that the notebook was handed out with, and the id of its cell. */
export interface IExpected {
  readonly label: string;
  readonly cell: string;
  readonly title: string;
}

// as Python's str.splitlines
const LINE_END = /\r\n|[\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]/;
const LABEL = /^#\|\s*exercise:(.*)/;
const CHECK = /^\s*%check[ \t]+(\S+)\s*$/m;

/** Find the exercise that a cell's leading `#|` lines name. */
export function findLabel(source: string): string | null {
  for (const line of leadingLines(source)) {
    const found = readLabel(line);
    if (found !== null) {
      return found;
    }
  }
  return null;
}

/** Find the last executed cell with the label, else the last one with the id. */
export function findWork(
  cells: readonly Pick<ICell, 'id' | 'source'>[],
  label: string,
  cell: string
): number | null {
  const labels = cells.map(one => findLabel(one.source));
  const byLabel = labels.lastIndexOf(label);
  if (byLabel >= 0) {
    return byLabel;
  }
  const byId = findLastIndex(
    cells,
    (one, n) => cell !== '' && one.id === cell && labels[n] === null
  );
  return byId >= 0 ? byId : null;
}

/** Find the exercise that a cell checks. */
export function findChecked(source: string): string | null {
  return CHECK.exec(source)?.[1] ?? null;
}

/** Find the cell that checks an exercise: the nearest below `from`, else the nearest above. */
export function findCheck(
  cells: readonly ICell[],
  label: string,
  from: number
): ICell | null {
  const isCheck = (cell: ICell): boolean =>
    cell.type === 'code' && findChecked(cell.source) === label;
  const above = cells.slice(0, from).reverse();
  return cells.slice(from).find(isCheck) ?? above.find(isCheck) ?? null;
}

/** Cut a source before each of its labels, and around its checks; mostly that is one piece. */
export function cutApart(source: string): string[] {
  const pieces: string[][] = [[]];
  for (const line of source.split('\n')) {
    const last = pieces[pieces.length - 1] ?? [];
    const isAfterCheck = last.some(isCheck) && line.trim() !== '';
    const begins = readLabel(line) !== null || isCheck(line) || isAfterCheck;
    if (begins && last.some(isWork)) {
      pieces.push([line]);
    } else {
      last.push(line);
    }
  }
  return pieces.map(piece => trimLines(piece.join('\n')));
}

/** Put a label above a source, in the place of the one it has. */
export function withLabel(source: string, label: string): string {
  const lines = source.split('\n');
  const at = lines.findIndex(line => readLabel(line) !== null);
  const line = `#| exercise: ${label}`;
  const isLeading = at >= 0 && findLabel(source) !== null;
  const rest = isLeading ? lines.slice(at + 1) : lines;
  return [...(isLeading ? lines.slice(0, at) : []), line, ...rest].join('\n');
}

/** The last place where something is so; -1 where it is nowhere. */
export function findLastIndex<T>(
  items: readonly T[],
  isSo: (item: T, at: number) => boolean
): number {
  for (let at = items.length - 1; at >= 0; at -= 1) {
    if (isSo(items[at] as T, at)) {
      return at;
    }
  }
  return -1;
}

/** Take empty lines off both ends. */
export function trimLines(source: string): string {
  return source.replace(/^\n+/, '').replace(/\n+$/, '');
}

function isCheck(line: string): boolean {
  return findChecked(line) !== null;
}

/** Whether a line is more than an option of what follows it. */
function isWork(line: string): boolean {
  return readLabel(line) !== null || (line.trim() !== '' && !line.startsWith('#|'));
}

function leadingLines(source: string): string[] {
  const lines = source.split(LINE_END);
  const end = lines.findIndex(line => line.trim() !== '' && !line.startsWith('#|'));
  return end < 0 ? lines : lines.slice(0, end);
}

function readLabel(line: string): string | null {
  const found = LABEL.exec(line)?.[1];
  return found === undefined ? null : found.trim().replace(/^["']+|["']+$/g, '');
}
