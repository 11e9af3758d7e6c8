/** A notebook and a server that are handed to exercises in tests. */
import { Signal } from '@lumino/signaling';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Courses } from '../src/courses/model';
import type { ICourseServer } from '../src/courses/server';
import type { CourseView, Hint, Judgement, NotebookView } from '../src/courses/wire';
import type { Edit } from '../src/exercises/faults';
import type { Ending, INotebook, IRun, KernelState } from '../src/exercises/notebook';
import { findChecked, type ICell, type IExpected } from '../src/exercises/work';

/** Leaves sentences in English, and fills in their places. */
export const TRANS = {
  __: fill,
  _n: (one: string, many: string, count: number, ...values: string[]): string =>
    fill(count === 1 ? one : many, String(count), ...values)
} as unknown as TranslationBundle;

function fill(text: string, ...values: string[]): string {
  return text.replace(/%(\d)/g, (_, n: string) => values[Number(n) - 1] ?? '');
}

export const EXPECTED: IExpected[] = ['bill', 'change', 'tip'].map(label => ({
  label,
  cell: `exercise-${label}`,
  title: `The ${label}`
}));

/** A lesson as it is handed out: text, an exercise, its check, and so on. */
export function makeCells(): ICell[] {
  return EXPECTED.flatMap(({ label, cell }): ICell[] => [
    { id: `text-${label}`, type: 'markdown', source: `## ${label}` },
    {
      id: cell,
      type: 'code',
      source: `#| exercise: ${label}\n${label}_a = 1\n${label}_b = 2`,
      role: 'exercise',
      exercise: label
    },
    {
      id: `check-${label}`,
      type: 'code',
      source: `%check ${label}`,
      role: 'check',
      exercise: label
    }
  ]);
}

let made = 0;

/** Change cells as a notebook does. */
export function applyEdits(
  cells: readonly ICell[],
  edits: readonly Edit[],
  stubs: ReadonlyMap<string, string> = new Map()
): ICell[] {
  return edits.reduce<ICell[]>(
    (now, edit) => {
      if (edit.does === 'insert') {
        const source = edit.source ?? stubs.get(edit.label) ?? '';
        const id = edit.id ?? `new-${(made += 1)}`;
        const { role, label: exercise } = edit;
        const cell: ICell = { id, type: 'code', source, role, exercise };
        const at = now.findIndex(one => one.id === edit.after) + 1;
        return [...now.slice(0, at), cell, ...now.slice(at)];
      }
      if (edit.does === 'remove') {
        return now.filter(one => one.id !== edit.cell);
      }
      const change: Partial<ICell> =
        edit.does === 'write' ? { source: edit.source } : { type: 'code' };
      return now.map(one => (one.id === edit.cell ? { ...one, ...change } : one));
    },
    [...cells]
  );
}

export class FakeNotebook implements INotebook {
  path = 'lessons/01.ipynb';
  isReadOnly = false;
  kernel: KernelState = 'ready';
  readonly log: string[] = [];
  readonly changed = new Signal<this, void>(this);
  readonly pathChanged = new Signal<this, void>(this);
  readonly kernelChanged = new Signal<this, void>(this);
  readonly restarted = new Signal<this, void>(this);
  readonly ran = new Signal<this, IRun>(this);

  /** How the next cell ends that is no check, and what checks say. */
  ending: Ending = 'done';
  outcome: Judgement['outcome'] | null = 'passed';
  saveFails = false;

  /** What a run waits for. */
  gate: Promise<void> = Promise.resolve();

  constructor(public now: ICell[] = makeCells()) {}

  cells(): readonly ICell[] {
    return this.now;
  }

  type(cell: string, source: string): void {
    this.edit([{ does: 'write', cell, source }]);
  }

  edit(edits: readonly Edit[], stubs?: ReadonlyMap<string, string>): string | null {
    const before = new Set(this.now.map(cell => cell.id));
    this.now = applyEdits(this.now, edits, stubs);
    this.changed.emit();
    return this.now.find(cell => !before.has(cell.id))?.id ?? null;
  }

  save(): Promise<void> {
    this.log.push('save');
    return this.saveFails ? Promise.reject(new Error('disk full')) : Promise.resolve();
  }

  async run(cell: string): Promise<Ending> {
    const source = this.now.find(one => one.id === cell)?.source ?? '';
    this.log.push(`run ${cell}`);
    this.ran.emit({ cell, source, ending: null });
    await this.gate;
    const ending = findChecked(source) === null ? this.ending : 'done';
    this.ran.emit({ cell, source, ending });
    return ending;
  }

  judgement(cell: string): Judgement | null {
    const exercise = findChecked(this.now.find(one => one.id === cell)?.source ?? '');
    return exercise !== null && this.outcome
      ? { exercise, variant: 0, outcome: this.outcome, recorded: 1, opened: [] }
      : null;
  }

  revive(): Promise<void> {
    this.log.push('revive');
    this.kernel = 'ready';
    this.restarted.emit();
    this.kernelChanged.emit();
    return Promise.resolve();
  }

  interrupt(): Promise<void> {
    this.log.push('interrupt');
    return Promise.resolve();
  }

  changeKernel(): Promise<void> {
    this.log.push('change kernel');
    return Promise.resolve();
  }
}

/** A hint of three. */
export function makeHint(level: number): Hint {
  const costs =
    level < 3 ? '`%hint bill 2` opens the next hint. It costs nothing.' : '';
  return { level, of: 3, text: `Hint ${level}: see \`x\`.`, costs };
}

/** What the server says; a test may put another answer in. */
export class FakeServer {
  notebookView: Partial<NotebookView> = {};
  state: 'untried' | 'tried' | 'passed' | 'waiting' = 'untried';
  opened = 0;
  readonly asked: string[] = [];
  refusal: Error | null = null;

  notebook(path: string): Promise<NotebookView> {
    this.asked.push('notebook');
    return this._answer({
      path,
      folder: 'course',
      course: 'demo',
      lesson: 'one',
      version: '1.0.0',
      cells: [...EXPECTED],
      problem: '',
      ...this.notebookView
    });
  }

  view(folder: string): Promise<CourseView> {
    this.asked.push('view');
    return this._answer({ ...EMPTY, folder, lessons: [this._lesson()] });
  }

  hint(_path: string, label: string, level = 1): Promise<Hint> {
    this.asked.push(`hint ${label} ${level}`);
    return this._answer(makeHint(level));
  }

  stub(_path: string, label: string): Promise<string> {
    this.asked.push(`stub ${label}`);
    return this._answer(`#| exercise: ${label}\n...`);
  }

  courses(): Courses {
    return new Courses(this as unknown as ICourseServer);
  }

  private _lesson(): CourseView['lessons'][number] {
    const exercises = EXPECTED.map(({ label, title }) => ({
      label,
      title,
      state: this.state,
      required: true,
      tries: 0,
      hints: 3,
      opened: this.opened
    }));
    return {
      lesson: 'one',
      title: 'One',
      path: 'lessons/01.ipynb',
      state: 'current',
      optional: false,
      why: [],
      exercises
    };
  }

  private _answer<T>(answer: T): Promise<T> {
    return this.refusal ? Promise.reject(this.refusal) : Promise.resolve(answer);
  }
}

const EMPTY: CourseView = {
  folder: '',
  course: 'demo',
  title: 'Demo',
  version: '1.0.0',
  authority: 'local',
  away: '',
  contact: '',
  waiting: [],
  lessons: [],
  skills: [],
  practice: [],
  next: {
    step: {
      kind: 'start',
      lesson: 'one',
      lesson_title: 'One',
      file: '',
      label: '',
      exercise_title: '',
      skill: '',
      skill_title: '',
      missing: 0,
      said: ''
    },
    path: ''
  }
};
