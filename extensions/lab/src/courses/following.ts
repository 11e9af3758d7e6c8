/** Knows which course is in front: the one of the current notebook, else the server's own folder. */
import { type ISignal, Signal } from '@lumino/signaling';
import type { CourseModel, Courses } from './model';
import { Refusal } from './server';
import { share } from './sharing';
import type { NotebookView } from './wire';

export class Following {
  constructor(private readonly _courses: Courses) {}

  get current(): CourseModel | null {
    return this._current;
  }

  /** What the notebook in front is; null until it is known. */
  get notebook(): NotebookView | null {
    return this._notebook;
  }

  /** Why it is not known; null where it is. */
  get fault(): Refusal | null {
    return this._fault;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Follow a notebook to its course, or, without one, the root folder to its own. */
  async follow(path: string | null): Promise<void> {
    if (path !== this._path) {
      this._path = path;
      await this.again();
    }
  }

  /** Ask again for what is in front. */
  async again(): Promise<void> {
    const asked = (this._asked += 1);
    let notebook: NotebookView | null = null;
    let fault: Refusal | null = null;
    try {
      notebook = share(
        this._notebook,
        await this._courses.server.notebook(this._path ?? '')
      );
    } catch (error) {
      fault = error instanceof Refusal ? error : new Refusal(String(error));
    }
    if (asked === this._asked) {
      this._take(notebook, fault); // else the learner has gone on meanwhile
    }
  }

  private _take(notebook: NotebookView | null, fault: Refusal | null): void {
    const before = [this._current, this._notebook, this._fault] as const;
    this._fault = fault;
    if (notebook) {
      this._notebook = notebook;
      this._current = notebook.course ? this._courses.get(notebook.folder) : null;
    }
    if (
      before[0] !== this._current ||
      before[1] !== this._notebook ||
      before[2] !== this._fault
    ) {
      this._changed.emit();
    }
  }

  private _path: string | null | undefined;
  private _asked = 0;
  private _current: CourseModel | null = null;
  private _notebook: NotebookView | null = null;
  private _fault: Refusal | null = null;
  private _changed = new Signal<this, void>(this);
}
