/** What the buttons below a cell do. Without DOM. */
import type { Desk } from './desk';
import { insertCheck, type Edit, type IFault } from './faults';
import { findCheck } from './work';
import { sayRefusal, type IExercise, type Workbook } from './workbook';

/** Save, run the cell if what it holds has not run, and check. */
export async function check(book: Workbook, cell: string): Promise<void> {
  book.refresh();
  const exercise = book.find(cell);
  if (!exercise || exercise.desk.isChecking) {
    return;
  }
  const { desk, label, title } = exercise;
  const { kernel } = book.notebook;
  desk.tell('');
  desk.note = kernel === 'ready' ? null : { text: book.words.kernel(kernel), kernel };
  desk.isChecking = !['none', 'dead', 'away', 'other'].includes(kernel);
  book.refresh();
  if (!desk.isChecking) {
    return;
  }
  try {
    await runCheck(book, cell, label, title, desk);
  } finally {
    desk.isChecking = false;
    desk.note = desk.note?.kernel === 'busy' ? null : desk.note;
    desk.note = desk.note?.kernel === 'starting' ? null : desk.note;
    book.refresh();
  }
}

async function runCheck(
  book: Workbook,
  cell: string,
  label: string,
  title: string,
  desk: Desk
): Promise<void> {
  const isFresh = book.freshness(cell, label) === 'fresh';
  const check = needCheck(book, cell, label);
  const saving = save(book, desk);
  if (!isFresh && check !== cell) {
    const ending = await book.notebook.run(cell);
    if (ending !== 'done') {
      await saving;
      desk.show(ending === 'raised' ? book.words.raised : book.words.notRun);
      return;
    }
  }
  const said = await saving;
  const ending = await book.notebook.run(check);
  const judgement = ending === 'not run' ? null : book.notebook.judgement(check);
  if (!said) {
    void save(book, desk); // with its feedback
  }
  if (!judgement) {
    desk.show(book.words.notRun);
  } else if (said) {
    desk.show(`${said} ${book.words.outcome(judgement, title)}`);
  } else {
    desk.tell(book.words.outcome(judgement, title));
  }
}

async function save(book: Workbook, desk: Desk): Promise<string> {
  if (book.notebook.isReadOnly) {
    return '';
  }
  try {
    await book.notebook.save();
    return '';
  } catch {
    desk.show(book.words.notSaved);
    return book.words.notSaved;
  }
}

function needCheck(book: Workbook, cell: string, label: string): string {
  const cells = book.notebook.cells();
  const at = cells.findIndex(one => one.id === cell);
  const found = findCheck(cells, label, at)?.id;
  return found ?? book.notebook.edit([insertCheck(label, cell)]) ?? cell;
}

/** Show the hints that are open, or the first; hide them where they are shown. */
export async function toggleHints(book: Workbook, cell: string): Promise<void> {
  const exercise = book.find(cell);
  if (!exercise) {
    return;
  }
  const { desk } = exercise;
  desk.areHintsShown = !desk.areHintsShown;
  if (desk.areHintsShown && exercise.hints === 0) {
    desk.areHintsShown = false;
    desk.show(book.words.noHints);
  } else if (desk.areHintsShown) {
    await openHints(book, exercise, Math.max(1, exercise.opened));
  }
  book.refresh();
}

/** Open one hint more. */
export async function nextHint(book: Workbook, cell: string): Promise<void> {
  const exercise = book.find(cell);
  if (exercise) {
    await openHints(book, exercise, exercise.desk.hints.length + 1);
  }
}

async function openHints(
  book: Workbook,
  exercise: IExercise,
  last: number
): Promise<void> {
  const { desk, label } = exercise;
  if (desk.isAsking) {
    return;
  }
  desk.isAsking = true;
  book.refresh();
  try {
    while (desk.hints.length < last) {
      const level = desk.hints.length + 1;
      const hint = await book.courses.server.hint(book.notebook.path, label, level);
      desk.hints.push(hint);
      desk.areHintsShown = true;
      desk.tell(`${book.words.hintHead(hint.level, hint.of)}: ${hint.text}`);
    }
  } catch (error) {
    desk.show(sayRefusal(error));
  } finally {
    desk.isAsking = false;
    book.refresh();
  }
}

/** Put the exercise's cell back to how it was handed out; the code before is kept. */
export async function startOver(book: Workbook, cell: string): Promise<void> {
  const exercise = book.find(cell);
  if (!exercise) {
    return;
  }
  const { desk, label } = exercise;
  try {
    const source = await book.courses.server.stub(book.notebook.path, label);
    const before = book.notebook.cells().find(one => one.id === cell)?.source ?? '';
    if (before !== source) {
      book.notebook.edit([{ does: 'write', cell, source }]);
      desk.earlier = { cell, source: before };
    }
    desk.show(book.words.startedOver);
  } catch (error) {
    desk.show(sayRefusal(error));
  }
  book.refresh();
}

/** Put the code back that was there before the learner started over. */
export function undoStartOver(book: Workbook, cell: string): void {
  const desk = book.find(cell)?.desk;
  if (desk?.earlier) {
    const { source } = desk.earlier;
    desk.earlier = null;
    book.notebook.edit([{ does: 'write', cell, source }]);
    desk.show(book.words.undone);
    book.refresh();
  }
}

/** Put faults right. */
export async function repair(book: Workbook, faults: readonly IFault[]): Promise<void> {
  const edits = faults.flatMap(fault => fault.repair);
  try {
    const stubs = await askStubs(book, edits);
    book.notebook.edit(edits, stubs);
  } catch (error) {
    book.refuse(error);
  }
  book.refresh();
}

/** Do what a note about the kernel proposes. */
export async function help(book: Workbook, cell: string): Promise<void> {
  const desk = book.find(cell)?.desk;
  const note = desk?.note;
  if (!desk || !note) {
    return;
  }
  if (note.kernel === 'busy') {
    await book.notebook.interrupt();
  } else if (note.kernel === 'other') {
    await book.notebook.changeKernel();
  } else {
    await book.notebook.revive();
  }
  desk.note = null;
  book.refresh();
}

async function askStubs(
  book: Workbook,
  edits: readonly Edit[]
): Promise<Map<string, string>> {
  const stubs = new Map<string, string>();
  for (const edit of edits) {
    if (edit.does === 'insert' && edit.source === null) {
      const stub = await book.courses.server.stub(book.notebook.path, edit.label);
      stubs.set(edit.label, stub);
    }
  }
  return stubs;
}
