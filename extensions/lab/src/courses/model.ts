/** Where a learner stands, kept for every course that is on screen. Without DOM. */
import { type ISignal, Signal } from '@lumino/signaling';
import { Refusal, type ICourseServer } from './server';
import { share } from './sharing';
import type { CourseView, ExerciseView, LessonView } from './wire';

/** The course of one folder: what the server said last, and what it said since. */
export class CourseModel {
  constructor(
    readonly folder: string,
    private readonly _server: ICourseServer
  ) {}

  /** What is known; null until the server has answered. */
  get view(): CourseView | null {
    return this._view;
  }

  /** Why the last question was not answered; null where it was. */
  get fault(): Refusal | null {
    return this._fault;
  }

  /** Emits when `view` or `fault` is another. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Emits the lessons that have opened since the view before. */
  get opened(): ISignal<this, LessonView[]> {
    return this._opened;
  }

  /** Find an exercise, or a fresh variant, by its label. */
  find(label: string): ExerciseView | undefined {
    const holders = [...(this._view?.lessons ?? []), ...(this._view?.practice ?? [])];
    for (const holder of holders) {
      const found = holder.exercises.find(exercise => exercise.label === label);
      if (found) {
        return found;
      }
    }
    return undefined;
  }

  /** Ask again. What is asked while an answer is awaited is asked once more after it. */
  refresh(): Promise<void> {
    if (this._asking) {
      this._next ??= this._asking.then(() => this._ask());
      return this._next;
    }
    return this._ask();
  }

  private _ask(): Promise<void> {
    this._next = null;
    this._asking = this._server.view(this.folder).then(
      view => this.take(view),
      (error: unknown) => this._fail(error)
    );
    return this._asking.finally(() => {
      this._asking = null;
    });
  }

  /** Take what the server says. What has stayed the same stays the same object. */
  take(view: CourseView): void {
    const before = this._view;
    const same = before !== null && before.course === view.course;
    this._view = share(before, view);
    const changed = this._view !== before || this._fault !== null;
    this._fault = null;
    if (changed) {
      this._changed.emit();
    }
    if (!same) {
      this._awaited.clear();
    }
    const opened = this._findOpened(view);
    if (opened.length) {
      this._opened.emit(opened);
    }
  }

  /** Find the lessons that were locked, or open and not handed out yet, and are there now. */
  private _findOpened(view: CourseView): LessonView[] {
    for (const lesson of view.lessons) {
      if (lesson.state === 'locked') {
        this._awaited.add(lesson.lesson);
      }
    }
    const opened = view.lessons.filter(
      lesson =>
        lesson.state !== 'locked' && lesson.path && this._awaited.has(lesson.lesson)
    );
    opened.forEach(lesson => this._awaited.delete(lesson.lesson));
    return opened;
  }

  private _fail(error: unknown): void {
    this._fault = error instanceof Refusal ? error : new Refusal(String(error));
    this._changed.emit();
  }

  private _view: CourseView | null = null;
  private _fault: Refusal | null = null;
  private _asking: Promise<void> | null = null;
  private _next: Promise<void> | null = null;
  private _awaited = new Set<string>();
  private _changed = new Signal<this, void>(this);
  private _opened = new Signal<this, LessonView[]>(this);
}

/** The models of all courses on screen: one a folder. */
export class Courses {
  constructor(readonly server: ICourseServer) {}

  /** Return the model of a folder, made and asked for if there is none yet. */
  get(folder: string): CourseModel {
    let model = this._models.get(folder);
    if (!model) {
      model = new CourseModel(folder, this.server);
      this._models.set(folder, model);
      void model.refresh();
    }
    return model;
  }

  /** Whether the last question about one of them was not answered. */
  get hasFault(): boolean {
    return [...this._models.values()].some(model => model.fault !== null);
  }

  /** Ask again for the course of a folder, if it is on screen; for all of them without a folder. */
  refresh(folder?: string): void {
    for (const model of this._models.values()) {
      if (folder === undefined || model.folder === folder) {
        void model.refresh();
      }
    }
  }

  private _models = new Map<string, CourseModel>();
}
