/** A notebook's exercises: what is said beside each, and what its buttons do. Without DOM. */
import { type ISignal, Signal } from '@lumino/signaling';
import { type CourseModel, type Courses } from '../courses/model';
import { Refusal } from '../courses/server';
import type { ExerciseView, NotebookView } from '../courses/wire';
import { Desk } from './desk';
import { findFaults, findHolders, type IFault } from './faults';
import type { INotebook, IRun } from './notebook';
import { Runs } from './runs';
import { findChecked, findLabel, type ICell } from './work';
import type { Freshness, State, Words } from './words';

/** What stands below a cell; `exercise` is null where there are only faults to tell. */
export interface IBar {
  readonly cell: string;
  readonly exercise: IExercise | null;
  readonly faults: readonly IFault[];
}

export interface IExercise {
  readonly label: string;
  readonly title: string;
  readonly state: State;
  readonly freshness: Freshness;
  readonly hints: number;
  readonly opened: number;
  readonly desk: Desk;
}

/** What is told above the notebook. */
export interface IBanner {
  readonly text: string;
  readonly faults: readonly IFault[];
  readonly canRetry: boolean;
  readonly canClose: boolean;
}

export class Workbook {
  constructor(
    readonly notebook: INotebook,
    readonly courses: Courses,
    readonly words: Words
  ) {
    notebook.changed.connect(this.refresh);
    notebook.kernelChanged.connect(this._onKernel);
    notebook.restarted.connect(this._onRestart);
    notebook.ran.connect(this._onRan);
    notebook.pathChanged.connect(() => void this.look());
    void this.look();
  }

  /** Emits when bars or banners are others. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get bars(): ReadonlyMap<string, IBar> {
    return this._bars;
  }

  get banners(): readonly IBanner[] {
    return this._banners;
  }

  dispose(): void {
    this._isDisposed = true;
    this._course?.changed.disconnect(this.refresh);
    Signal.clearData(this);
  }

  /** Ask the server what this notebook is. */
  async look(): Promise<void> {
    const asked = (this._asked += 1);
    try {
      const view = await this.courses.server.notebook(this.notebook.path);
      if (asked === this._asked && !this._isDisposed) {
        this._take(view);
      }
    } catch (error) {
      this._refused = sayRefusal(error);
    }
    this.refresh();
  }

  /** Try again what the server did not answer. */
  async retry(): Promise<void> {
    this._refused = '';
    await Promise.all([this.look(), this._course?.refresh()]);
  }

  /** Take a message away that was read. */
  close(banner: IBanner): void {
    this._closed.add(banner.text);
    this.refresh();
  }

  /** Look at the cells again. */
  readonly refresh = (): void => {
    if (this._isDisposed) {
      return;
    }
    const cells = this.notebook.cells();
    const faults = this._view?.folder ? findFaults(cells, this._view.cells) : [];
    this._bars = this._findBars(cells, faults);
    this._banners = this._findBanners(faults);
    this._changed.emit();
  };

  /** Find the exercise of a cell, or of the nearest one above it. */
  findNear(cell: string): string | null {
    const cells = this.notebook.cells();
    const at = cells.findIndex(one => one.id === cell);
    const above = cells.slice(0, at + 1).reverse();
    return above.find(one => this._bars.get(one.id)?.exercise)?.id ?? null;
  }

  /** Find what is known of a cell's exercise. */
  find(cell: string): IExercise | null {
    return this._bars.get(cell)?.exercise ?? null;
  }

  /** Whether a cell has run as it is, in this kernel, as the last one of its exercise. */
  freshness(cell: string, label: string): Freshness {
    return this._freshness(this.notebook.cells(), cell, label);
  }

  /** Say above the notebook why something could not be done. */
  refuse(error: unknown): void {
    this._refused = sayRefusal(error);
    this.refresh();
  }

  private _take(view: NotebookView): void {
    this._view = view;
    this._refused = '';
    const course = view.folder ? this.courses.get(view.folder) : null;
    if (course !== this._course) {
      this._course?.changed.disconnect(this.refresh);
      this._course = course;
      course?.changed.connect(this.refresh);
    }
  }

  private _findBars(
    cells: readonly ICell[],
    faults: readonly IFault[]
  ): Map<string, IBar> {
    const bars = new Map<string, IBar>();
    for (const cell of cells) {
      const told = faults.filter(fault => fault.cell === cell.id);
      const label = this._labelOf(cell, told);
      const exercise = label === null ? null : this._tell(cells, cell.id, label);
      if (exercise || told.length) {
        bars.set(cell.id, { cell: cell.id, exercise, faults: told });
      }
    }
    return bars;
  }

  /** The exercise that a cell is checked for, by its label or, without one, by its id. */
  private _labelOf(cell: ICell, faults: readonly IFault[]): string | null {
    if (cell.type !== 'code' || !this._view?.folder) {
      return null;
    }
    const lost = faults.find(fault => fault.kind === 'label gone');
    const label = findLabel(cell.source) ?? lost?.label ?? null;
    const known = this._view.cells.some(one => one.label === label);
    return label !== null && (known || this._course?.find(label)) ? label : null;
  }

  private _tell(cells: readonly ICell[], cell: string, label: string): IExercise {
    const desk = this._desk(label);
    const view: ExerciseView | undefined = this._course?.find(label);
    const title = this._view?.cells.find(one => one.label === label)?.title;
    return {
      label,
      title: view?.title ?? title ?? label,
      state: desk.state(view?.state),
      freshness: this._freshness(cells, cell, label),
      hints: Math.max(view?.hints ?? 0, desk.hints[0]?.of ?? 0),
      opened: Math.max(view?.opened ?? 0, desk.hints.length),
      desk
    };
  }

  private _freshness(cells: readonly ICell[], cell: string, label: string): Freshness {
    const source = cells.find(one => one.id === cell)?.source;
    const ran = this._runs.find(cell);
    if (ran === undefined) {
      return this._runs.forgot ? 'forgotten' : 'unrun';
    }
    const holders = findHolders(cells, label).map(one => one.id);
    const last = this._runs.findLast([...holders, cell]);
    if (ran !== source) {
      return 'edited';
    }
    return last === cell ? 'fresh' : 'other copy';
  }

  private _desk(label: string): Desk {
    let desk = this._desks.get(label);
    if (!desk) {
      desk = new Desk();
      this._desks.set(label, desk);
    }
    return desk;
  }

  private _findBanners(faults: readonly IFault[]): IBanner[] {
    const banners: IBanner[] = [];
    const add = (text: string, more: Partial<IBanner> = {}): void => {
      if (text && !this._closed.has(text)) {
        banners.push({ text, faults: [], canRetry: false, canClose: false, ...more });
      }
    };
    add(this._view?.problem ?? '', { canClose: true });
    add(this._refused, { canRetry: true });
    const fault = this._course?.fault;
    add(!this._refused && fault ? fault.message : '', { canRetry: true });
    const isReadOnly = this._view?.folder && this.notebook.isReadOnly;
    add(isReadOnly ? this.words.readOnly : '', { canClose: true });
    const gone = faults.filter(one => one.cell === null);
    add(this.words.gone(gone.map(one => one.title)), { faults: gone });
    return banners;
  }

  private readonly _onRan = (_: INotebook, { cell, source, ending }: IRun): void => {
    if (ending === null) {
      this._runs.begin(cell, source);
      return;
    }
    if (ending !== 'not run') {
      this._runs.end(cell);
    }
    const label = findChecked(source);
    const judgement = label === null ? null : this.notebook.judgement(cell);
    if (label !== null && judgement) {
      this._desk(label).judge(judgement);
      void this._course?.refresh();
    }
    this.refresh();
  };

  private readonly _onRestart = (): void => {
    this._runs.restart();
    this.refresh();
  };

  private readonly _onKernel = (): void => {
    for (const desk of this._desks.values()) {
      if (desk.note && !desk.isChecking && this.notebook.kernel === 'ready') {
        desk.note = null;
      }
    }
    this.refresh();
  };

  private _isDisposed = false;
  private _asked = 0;
  private _view: NotebookView | null = null;
  private _refused = '';
  private readonly _closed = new Set<string>();
  private _course: CourseModel | null = null;
  private _bars = new Map<string, IBar>();
  private _banners: IBanner[] = [];
  private _desks = new Map<string, Desk>();
  private _runs = new Runs();
  private _changed = new Signal<this, void>(this);
}

/** Say why something could not be done. */
export function sayRefusal(error: unknown): string {
  return error instanceof Refusal ? error.message : String(error);
}
