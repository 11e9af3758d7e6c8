import { beforeEach, describe, expect, test } from '@jest/globals';
import { Refusal } from '../src/courses/server';
import {
  check,
  help,
  nextHint,
  repair,
  startOver,
  toggleHints,
  undoStartOver
} from '../src/exercises/actions';
import { Words } from '../src/exercises/words';
import { Workbook, type IExercise } from '../src/exercises/workbook';
import { EXPECTED, FakeNotebook, FakeServer, TRANS } from './fakes';

const words = new Words(TRANS);
const CELL = 'exercise-bill';

let notebook: FakeNotebook;
let server: FakeServer;
let book: Workbook;

const settle = (): Promise<void> => new Promise(done => setTimeout(done));

beforeEach(async () => {
  notebook = new FakeNotebook();
  server = new FakeServer();
  book = new Workbook(notebook, server.courses(), words);
  await settle();
});

function bill(): IExercise {
  const exercise = book.find(CELL);
  if (!exercise) {
    throw new Error('there is no bar');
  }
  return exercise;
}

describe('a bar', () => {
  test('stands at every exercise, and nowhere else', () => {
    expect([...book.bars.keys()]).toEqual(EXPECTED.map(({ cell }) => cell));
    expect(bill()).toMatchObject({ title: 'The bill', state: 'untried', hints: 3 });
  });

  test('goes with the label', () => {
    notebook.type(CELL, 'x = 1');
    notebook.now = notebook.now.map(cell =>
      cell.id === CELL ? { id: 'other', type: 'code', source: 'x = 1' } : cell
    );
    notebook.changed.emit();
    expect(book.bars.has('other')).toBe(false);
  });

  test('is not there outside of any course', async () => {
    server.notebookView = { folder: '', cells: [], problem: 'It is a copy.' };
    await book.look();
    expect(book.bars.size).toBe(0);
    expect(book.banners.map(banner => banner.text)).toEqual(['It is a copy.']);
  });

  test('asks the server once for the notebook', () => {
    notebook.changed.emit();
    notebook.kernelChanged.emit();
    expect(server.asked.filter(what => what === 'notebook')).toHaveLength(1);
  });

  test('asks again where the notebook was renamed', async () => {
    notebook.path = 'lessons/mine.ipynb';
    notebook.pathChanged.emit();
    await settle();
    expect(server.asked.filter(what => what === 'notebook')).toHaveLength(2);
  });
});

describe('check', () => {
  test('saves, runs what has not run, and checks', async () => {
    await check(book, CELL);
    expect(notebook.log).toEqual(['save', `run ${CELL}`, 'run check-bill', 'save']);
    expect(bill().state).toBe('passed');
    expect(bill().desk.said).toBe('Passed: The bill.');
  });

  test('does not run again what has run as it is', async () => {
    await notebook.run(CELL);
    expect(bill().freshness).toBe('fresh');
    await check(book, CELL);
    expect(notebook.log.slice(1)).toEqual(['save', 'run check-bill', 'save']);
  });

  test('notices an edit', async () => {
    await notebook.run(CELL);
    notebook.type(CELL, '#| exercise: bill\nbill = 3');
    expect(bill().freshness).toBe('edited');
    expect(words.checkButton(bill().freshness, false)).toBe('Run and check');
  });

  test('runs again after the kernel began anew', async () => {
    await notebook.run(CELL);
    notebook.restarted.emit();
    expect(bill().freshness).toBe('forgotten');
    await check(book, CELL);
    expect(bill().freshness).toBe('fresh');
  });

  test('runs the copy at hand where another one ran last', async () => {
    notebook.edit([
      {
        does: 'insert',
        after: CELL,
        role: 'exercise',
        label: 'bill',
        source: '#| exercise: bill\nbill = 4',
        id: 'copy'
      }
    ]);
    await notebook.run(CELL);
    await notebook.run('copy');
    expect(bill().freshness).toBe('other copy');
    expect(book.find('copy')?.freshness).toBe('fresh');
  });
});

describe('a check in trouble', () => {
  test('does not check what stopped', async () => {
    notebook.ending = 'raised';
    await check(book, CELL);
    expect(notebook.log).toEqual(['save', `run ${CELL}`]);
    expect(bill().desk).toMatchObject({ said: words.raised, isShown: true });
    expect(bill().desk.isChecking).toBe(false);
  });

  test('is asked for twice and done once', async () => {
    let open = (): void => undefined;
    notebook.gate = new Promise(done => {
      open = done;
    });
    const first = check(book, CELL);
    expect(bill().desk.isChecking).toBe(true);
    await check(book, CELL);
    open();
    await first;
    expect(notebook.log.filter(line => line === 'run check-bill')).toHaveLength(1);
  });

  test('goes on where saving fails, and says so', async () => {
    notebook.saveFails = true;
    await check(book, CELL);
    expect(bill().desk.said).toContain(words.notSaved);
    expect(bill().state).toBe('passed');
  });

  test('puts the check back that is missing', async () => {
    notebook.edit([{ does: 'remove', cell: 'check-bill' }]);
    await check(book, CELL);
    const at = notebook.now.findIndex(cell => cell.id === CELL);
    expect(notebook.now[at + 1]?.source).toBe('%check bill');
    expect(bill().state).toBe('passed');
  });
});

describe('a check that is not run at once', () => {
  test.each(['none', 'dead', 'away', 'other'] as const)(
    'says what is in the way: %s',
    async kernel => {
      notebook.kernel = kernel;
      await check(book, CELL);
      expect(notebook.log).toEqual([]);
      expect(bill().desk.note?.text).toBe(words.kernel(kernel));
      expect(words.kernelButton(kernel)).not.toBe('');
      await help(book, CELL);
      expect(notebook.log).toEqual([kernel === 'other' ? 'change kernel' : 'revive']);
      expect(bill().desk.note).toBeNull();
    }
  );

  test('waits for a busy kernel, and says so', async () => {
    notebook.kernel = 'busy';
    let open = (): void => undefined;
    notebook.gate = new Promise(done => {
      open = done;
    });
    const checked = check(book, CELL);
    expect(bill().desk.note?.text).toBe(words.kernel('busy'));
    open();
    await checked;
    expect(bill().desk.note).toBeNull();
  });

  test('says where the answer is none', async () => {
    notebook.outcome = null;
    await check(book, CELL);
    expect(bill().desk.said).toBe(words.notRun);
  });

  test('does nothing more once the notebook is closed', async () => {
    const checked = check(book, CELL);
    book.dispose();
    await expect(checked).resolves.toBeUndefined();
  });
});

describe('a state', () => {
  test('follows a check that was run by hand', async () => {
    notebook.outcome = 'failed';
    await notebook.run('check-change');
    expect(book.find('exercise-change')?.state).toBe('tried');
  });

  test('that passed stays so', async () => {
    await notebook.run('check-bill');
    notebook.outcome = 'failed';
    await notebook.run('check-bill');
    expect(bill().state).toBe('passed');
  });

  test('that is not verified is told apart', async () => {
    server.state = 'waiting';
    await book.retry();
    expect(bill().state).toBe('waiting');
  });
});

describe('hints', () => {
  test('open one by one, and are hidden and shown again for nothing', async () => {
    await toggleHints(book, CELL);
    expect(bill().desk.hints).toHaveLength(1);
    await nextHint(book, CELL);
    expect(bill().desk.said).toBe('Hint 2 of 3: Hint 2: see `x`.');
    await toggleHints(book, CELL);
    await toggleHints(book, CELL);
    expect(server.asked.filter(what => what.startsWith('hint'))).toHaveLength(2);
  });

  test('that were opened before come all at once', async () => {
    server.opened = 2;
    await book.retry();
    expect(words.hintButton(bill().opened, 3, false)).toBe('Hint 2 of 3');
    await toggleHints(book, CELL);
    expect(bill().desk.hints).toHaveLength(2);
  });

  test('that are refused are told', async () => {
    server.refusal = new Refusal('The course is away.', 'Try later.');
    await toggleHints(book, CELL);
    expect(bill().desk).toMatchObject({
      said: 'The course is away. Try later.',
      isShown: true
    });
  });

  test('cost what the words say, without a line to type', () => {
    expect(words.costs('`%hint bill 2` opens the next hint. It costs nothing.')).toBe(
      'It costs nothing.'
    );
    expect(words.costs('')).toBe('');
  });
});

describe('starting over', () => {
  const source = (): string | undefined =>
    notebook.now.find(cell => cell.id === CELL)?.source;

  test('puts the first code back, and the earlier on request', async () => {
    const before = source();
    await startOver(book, CELL);
    expect(source()).toBe('#| exercise: bill\n...');
    expect(bill().desk.said).toBe(words.startedOver);
    undoStartOver(book, CELL);
    expect(source()).toBe(before);
    expect(bill().desk.earlier).toBeNull();
  });

  test('twice keeps the learner’s code', async () => {
    const before = source();
    await startOver(book, CELL);
    await startOver(book, CELL);
    undoStartOver(book, CELL);
    expect(source()).toBe(before);
  });

  test('changes nothing where the server is away', async () => {
    const before = source();
    server.refusal = new Refusal('Away.');
    await startOver(book, CELL);
    expect(source()).toBe(before);
    expect(bill().desk.said).toBe('Away.');
  });
});

describe('what is told above the notebook', () => {
  test('exercises that are gone, with one button for all', async () => {
    notebook.now = notebook.now.filter(cell => !/bill|tip/.test(cell.id));
    notebook.changed.emit();
    const [banner] = book.banners;
    expect(banner?.text).toBe('The cells of “The bill”, “The tip” are missing.');
    await repair(book, banner?.faults ?? []);
    expect(book.banners).toEqual([]);
    expect(book.find(CELL)).not.toBeNull();
  });

  test('a refusal, until it is answered', async () => {
    server.refusal = new Refusal('Jupyter does not answer.');
    await book.retry();
    expect(book.banners).toMatchObject([
      { text: 'Jupyter does not answer.', canRetry: true }
    ]);
    server.refusal = null;
    await book.retry();
    expect(book.banners).toEqual([]);
  });

  test('a message that was read does not come again', async () => {
    server.notebookView = { problem: 'This is a copy.' };
    await book.look();
    expect(book.banners[0]?.canClose).toBe(true);
    book.banners.forEach(banner => book.close(banner));
    await book.look();
    expect(book.banners).toEqual([]);
  });

  test('that it cannot be saved', () => {
    notebook.isReadOnly = true;
    book.refresh();
    expect(book.banners[0]?.text).toBe(words.readOnly);
  });
});

test('the exercise at hand is the one of the cell, or the nearest above', () => {
  expect(book.findNear('check-bill')).toBe(CELL);
  expect(book.findNear(CELL)).toBe(CELL);
  expect(book.findNear('text-bill')).toBeNull();
});

test('no sentence that stands beside a button names a command to type', () => {
  const kinds = [
    'copied',
    'merged',
    'label gone',
    'label changed',
    'not code',
    'split',
    'gone',
    'check gone',
    'check changed'
  ] as const;
  for (const kind of kinds) {
    expect(words.fault({ kind, title: 'The bill' })).not.toMatch(/%|kernel|cell id/);
    expect(words.repair(kind)).not.toBe('');
  }
});
