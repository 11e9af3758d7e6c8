/** Knows which course is in front: the one of the current notebook, else the server's own folder. */
import { type ISignal, Signal } from '@lumino/signaling';
import type { CourseModel, Courses } from './model';

export class Following {
  constructor(private readonly _courses: Courses) {}

  get current(): CourseModel | null {
    return this._current;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Follow a notebook to its course, or, without one, look at the root folder. */
  async follow(path: string | null): Promise<void> {
    const asked = (this._asked += 1);
    const folder = await this._find(path);
    if (asked !== this._asked) {
      return; // the learner has gone on meanwhile
    }
    const model = folder === null ? null : this._courses.get(folder);
    if (model !== this._current) {
      this._current = model;
      this._changed.emit();
    }
  }

  private async _find(path: string | null): Promise<string | null> {
    try {
      const notebook = await this._courses.server.notebook(path ?? '');
      return notebook.course ? notebook.folder : null;
    } catch {
      return null;
    }
  }

  private _asked = 0;
  private _current: CourseModel | null = null;
  private _changed = new Signal<this, void>(this);
}
