/** What is known of one exercise beyond its cells: what is said, hints, earlier code. Without DOM. */
import type { Hint, Judgement } from '../courses/wire';
import type { KernelState } from './notebook';
import type { State } from './words';

/** Something in the way of a check, and what one click does about it. */
export interface INote {
  readonly text: string;
  readonly kernel: KernelState;
}

export class Desk {
  isChecking = false;

  /** What a screen reader is told, politely. */
  said = '';

  /** Whether `said` is to be seen too. */
  isShown = false;
  note: INote | null = null;
  readonly hints: Hint[] = [];
  areHintsShown = false;
  isAsking = false;

  /** The code that was there before the learner started over. */
  earlier: { readonly cell: string; readonly source: string } | null = null;

  /** Say something beside the cell. */
  show(text: string): void {
    this.said = text;
    this.isShown = true;
  }

  /** Say something that is to be seen elsewhere. */
  tell(text: string): void {
    this.said = text;
    this.isShown = false;
  }

  /** Take a check's outcome before the course says it; what passed stays so. */
  judge({ outcome }: Judgement): void {
    if (outcome === 'passed') {
      this._judged = 'passed';
    } else if (outcome === 'failed' || outcome === 'learner_error') {
      this._judged ??= 'tried';
    }
  }

  /** The state: what the course says, or what a check said since. */
  state(said: State | undefined): State {
    if (said === 'passed' || this._judged === 'passed') {
      return 'passed';
    }
    return said === undefined || said === 'untried'
      ? (this._judged ?? 'untried')
      : said;
  }

  private _judged: State | null = null;
}
