/** The courses that may be started or gone on with. Without DOM. */
import { type ISignal, Signal } from '@lumino/signaling';
import { Refusal, type ICourseServer } from './server';
import { share } from './sharing';
import type { CourseCards } from './wire';

export class CatalogueModel {
  constructor(private readonly _server: ICourseServer) {}

  /** What is known; null until the server has answered. */
  get known(): CourseCards | null {
    return this._known;
  }

  /** Why the last question was not answered; null where it was. */
  get fault(): Refusal | null {
    return this._fault;
  }

  /** Emits when `known` or `fault` is another. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Ask again; who asks meanwhile gets the same answer. */
  refresh(): Promise<void> {
    this._asking ??= this._ask().finally(() => {
      this._asking = null;
    });
    return this._asking;
  }

  /** Lay a course out, or find where to go on with it: the notebook to open. */
  async start(course: string): Promise<string> {
    const path = await this._server.start(course);
    void this.refresh();
    return path;
  }

  private async _ask(): Promise<void> {
    try {
      const known = share(this._known, await this._server.cards());
      const same = known === this._known && this._fault === null;
      this._known = known;
      this._fault = null;
      if (same) {
        return;
      }
    } catch (error) {
      this._fault = error instanceof Refusal ? error : new Refusal(String(error));
    }
    this._changed.emit();
  }

  private _known: CourseCards | null = null;
  private _fault: Refusal | null = null;
  private _asking: Promise<void> | null = null;
  private _changed = new Signal<this, void>(this);
}
