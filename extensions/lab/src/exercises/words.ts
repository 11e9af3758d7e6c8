/** Every sentence that a learner reads beside an exercise. Without DOM. */
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ExerciseView, Judgement } from '../courses/wire';
import type { FaultKind, IFault } from './faults';
import type { KernelState } from './notebook';

export type State = ExerciseView['state'];
export type Freshness = 'fresh' | 'edited' | 'unrun' | 'forgotten' | 'other copy';

/** The sentences, in the reader's language. */
export class Words {
  constructor(readonly trans: TranslationBundle) {}

  state(state: State): string {
    const { trans } = this;
    switch (state) {
      case 'passed':
        return trans.__('Passed');
      case 'tried':
        return trans.__('Not passed yet');
      case 'waiting':
        return trans.__('Sent, not yet verified');
      case 'untried':
        return trans.__('Not tried yet');
    }
  }

  /** What a screen reader hears after a check. */
  outcome(judgement: Judgement, title: string): string {
    const { trans } = this;
    switch (judgement.outcome) {
      case 'passed':
        return trans.__('Passed: %1.', title);
      case 'failed':
        return trans.__('Not right yet: %1. What to look at stands below.', title);
      case 'learner_error':
        return trans.__(
          'Your code stopped with an error: %1. What to look at stands below.',
          title
        );
      case 'not_attempted':
        return trans.__('There is nothing to check yet: %1.', title);
      default:
        return trans.__('Not checked: %1. Why stands below.', title);
    }
  }

  freshness(freshness: Freshness): string {
    const { trans } = this;
    switch (freshness) {
      case 'edited':
        return trans.__('You changed this cell since it last ran.');
      case 'forgotten':
        return trans.__('Python was started anew; this cell has not run since.');
      case 'other copy':
        return trans.__('Another copy of this exercise ran last, so that one counts.');
      default:
        return '';
    }
  }

  checkButton(freshness: Freshness, isChecking: boolean): string {
    if (isChecking) {
      return this.trans.__('Checking…');
    }
    return freshness === 'fresh'
      ? this.trans.__('Check')
      : this.trans.__('Run and check');
  }

  hintButton(opened: number, of: number, isShown: boolean): string {
    const { trans } = this;
    if (opened === 0) {
      return trans.__('Hint');
    }
    return isShown
      ? trans.__('Hide hints')
      : trans.__('Hint %1 of %2', String(opened), String(of));
  }

  hintHead(level: number, of: number): string {
    return this.trans.__('Hint %1 of %2', String(level), String(of));
  }

  /** What the next hint costs; how to ask for it by hand is no matter where there is a button. */
  costs(said: string): string {
    return said.replace(/^`%hint [^`]*`[^.]*\.\s*/, '');
  }

  nextHint(level: number, of: number): string {
    return this.trans.__('Next hint (%1 of %2)', String(level), String(of));
  }

  /** Why a check cannot run, or waits; "" where it can. */
  kernel(state: KernelState): string {
    const { trans } = this;
    switch (state) {
      case 'none':
        return trans.__('Python is not running for this notebook.');
      case 'dead':
        return trans.__(
          'Python has stopped. Your code is safe; start Python again, then run your cells.'
        );
      case 'away':
        return trans.__(
          'The connection to Python is lost. Your work stays in this window; the check can go on when the connection is back.'
        );
      case 'other':
        return trans.__(
          'This notebook runs with another Python, which cannot check exercises.'
        );
      case 'starting':
        return trans.__('Python is starting. The check runs as soon as it is ready.');
      case 'busy':
        return trans.__('Python is busy with another cell. The check comes after it.');
      case 'ready':
        return '';
    }
  }

  kernelButton(state: KernelState): string {
    const { trans } = this;
    switch (state) {
      case 'busy':
        return trans.__('Stop the other cell');
      case 'other':
        return trans.__('Use the course’s Python');
      case 'none':
        return trans.__('Start Python');
      case 'dead':
      case 'away':
        return trans.__('Start Python again');
      default:
        return '';
    }
  }

  fault({ kind, title }: Pick<IFault, 'kind' | 'title'>): string {
    const { trans } = this;
    const said: Record<FaultKind, string> = {
      copied: trans.__(
        'There is more than one cell for “%1”. The one that you run last counts.',
        title
      ),
      merged: trans.__(
        '“%1” was joined with another cell, so it cannot be checked here.',
        title
      ),
      'label gone': trans.__(
        'The first line, which says that this is “%1”, is missing.',
        title
      ),
      'label changed': trans.__(
        'The first line, which says that this is “%1”, was changed.',
        title
      ),
      'not code': trans.__('The cell of “%1” became text, so it cannot run.', title),
      split: trans.__(
        'This was cut off the cell of “%1” above, so it is not checked.',
        title
      ),
      gone: trans.__('The cell of “%1” is missing.', title),
      'check gone': trans.__('The cell that checks “%1” is missing.', title),
      'check changed': trans.__(
        'This cell checked “%1”; it was changed, so it does not any more.',
        title
      )
    };
    return said[kind];
  }

  /** Say which exercises are missing; "" where none is. */
  gone(titles: readonly string[]): string {
    const { trans } = this;
    const names = titles.map(title => trans.__('“%1”', title)).join(', ');
    return titles.length
      ? trans._n(
          'The cell of %2 is missing.',
          'The cells of %2 are missing.',
          titles.length,
          names
        )
      : '';
  }

  repairGone(count: number): string {
    return this.trans._n('Put it back', 'Put them back', count);
  }

  repair(kind: FaultKind): string {
    const { trans } = this;
    const said: Record<FaultKind, string> = {
      copied: trans.__('Remove this copy'),
      merged: trans.__('Split again'),
      'label gone': trans.__('Put the line back'),
      'label changed': trans.__('Put the line back'),
      'not code': trans.__('Make it code again'),
      split: trans.__('Join with the cell above'),
      gone: trans.__('Put it back'),
      'check gone': trans.__('Put it back'),
      'check changed': trans.__('Put the check back')
    };
    return said[kind];
  }

  get category(): string {
    return this.trans.__('Course');
  }

  get check(): string {
    return this.trans.__('Check this exercise');
  }

  get hint(): string {
    return this.trans.__('Show a hint for this exercise');
  }

  get startOver(): string {
    return this.trans.__('Start over');
  }

  get startOverExercise(): string {
    return this.trans.__('Start this exercise over');
  }

  get startedOver(): string {
    return this.trans.__('This is the exercise as it was at first.');
  }

  get undo(): string {
    return this.trans.__('Put my earlier code back');
  }

  get undone(): string {
    return this.trans.__('Your earlier code is back.');
  }

  get noHints(): string {
    return this.trans.__('This exercise has no hints.');
  }

  get raised(): string {
    return this.trans.__(
      'Your code stopped with an error, so it was not checked. Read the error below, change the code, and try again.'
    );
  }

  get notRun(): string {
    return this.trans.__('The check did not run. Try again.');
  }

  get notSaved(): string {
    return this.trans.__('Your notebook could not be saved.');
  }

  get readOnly(): string {
    return this.trans.__(
      'This notebook cannot be changed or saved here. You may run and check, but keep a copy: File, Save Notebook As.'
    );
  }

  get repaired(): string {
    return this.trans.__('Done. Edit, Undo takes it back.');
  }

  get tryAgain(): string {
    return this.trans.__('Try again');
  }

  get close(): string {
    return this.trans.__('Close');
  }
}
