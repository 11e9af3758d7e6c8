/** The bar below an exercise's cell. */
import { ReactWidget, UseSignal } from '@jupyterlab/apputils';
import * as React from 'react';
import { check, help, startOver, toggleHints, undoStartOver } from './actions';
import { Faults } from './faultlist';
import { Hints } from './hintlist';
import { StateIcon } from './icons';
import type { IExercise, Workbook } from './workbook';

interface IProps {
  readonly book: Workbook;
  readonly cell: string;
}

const EVENTS = ['focusin', 'focusout', 'mousedown', 'keydown'];

export class Bar extends ReactWidget {
  constructor(
    private readonly _book: Workbook,
    private readonly _cell: string
  ) {
    super();
    this.addClass('mnb-Bar-place');
    // what is typed on a button is not for the notebook
    this.node.dataset.lmSuppressShortcuts = 'true';
    for (const name of EVENTS) {
      this.node.addEventListener(name, this);
    }
  }

  handleEvent(event: Event): void {
    if (event.type === 'focusin') {
      this._focused = event.target as HTMLElement;
    } else if (event.type === 'focusout') {
      this._focused = (event as FocusEvent).relatedTarget ? null : this._focused;
    } else if (event.type === 'mousedown') {
      this._keepFocus(event);
    } else if ((event as KeyboardEvent).key === 'Escape') {
      this.parent?.node.focus();
    }
  }

  protected override render(): React.JSX.Element {
    return (
      <UseSignal signal={this._book.changed}>
        {() => (
          <Shown book={this._book} cell={this._cell} onDrawn={this._restoreFocus} />
        )}
      </UseSignal>
    );
  }

  /** Let a mouse press a button without taking the focus out of the notebook. */
  private _keepFocus(event: Event): void {
    const notebook = this.node.closest('.jp-Notebook');
    const isButton = (event.target as HTMLElement).closest('button') !== null;
    if (isButton && notebook?.contains(document.activeElement)) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  /** Where a pressed button is gone, stay beside where it was. */
  private readonly _restoreFocus = (): void => {
    const isLost = document.activeElement === document.body;
    if (this._focused && !this._focused.isConnected && isLost) {
      const near = this.node.querySelector<HTMLElement>('[aria-expanded="true"]');
      (near ?? this.node.querySelector('button'))?.focus();
    }
  };

  private _focused: HTMLElement | null = null;
}

interface IShownProps extends IProps {
  readonly onDrawn: () => void;
}

function Shown({ book, cell, onDrawn }: IShownProps): React.JSX.Element | null {
  React.useEffect(onDrawn);
  const bar = book.bars.get(cell);
  if (!bar) {
    return null;
  }
  const { exercise } = bar;
  const faults = <Faults book={book} faults={bar.faults} />;
  if (!exercise) {
    return <div className="mnb-Bar">{faults}</div>;
  }
  return (
    <div
      className={`mnb-Bar mnb-mod-${exercise.state}`}
      role="group"
      aria-label={exercise.title}
    >
      <div className="mnb-Bar-row">
        <StateIcon state={exercise.state} />
        <span className="mnb-Bar-state">{book.words.state(exercise.state)}</span>
        <Buttons book={book} cell={cell} exercise={exercise} />
      </div>
      <Said book={book} cell={cell} exercise={exercise} />
      {faults}
      <Hints book={book} cell={cell} exercise={exercise} />
    </div>
  );
}

interface IExerciseProps extends IProps {
  readonly exercise: IExercise;
}

function Buttons({ book, cell, exercise }: IExerciseProps): React.JSX.Element {
  const { desk, freshness, hints, opened } = exercise;
  const { words } = book;
  return (
    <span className="mnb-Bar-buttons">
      <button
        type="button"
        className="mnb-Button mnb-mod-main"
        aria-disabled={desk.isChecking}
        onClick={() => void check(book, cell)}
      >
        {words.checkButton(freshness, desk.isChecking)}
      </button>
      {hints > 0 && (
        <button
          type="button"
          className="mnb-Button"
          aria-expanded={desk.areHintsShown}
          onClick={() => void toggleHints(book, cell)}
        >
          {words.hintButton(opened, hints, desk.areHintsShown)}
        </button>
      )}
      <button
        type="button"
        className="mnb-Button"
        onClick={() => void startOver(book, cell)}
      >
        {words.startOver}
      </button>
    </span>
  );
}

function Said({ book, cell, exercise }: IExerciseProps): React.JSX.Element {
  const { desk, freshness } = exercise;
  const { words } = book;
  const stale = desk.isChecking ? '' : words.freshness(freshness);
  const note = desk.note?.text ?? '';
  const shown = [note, desk.isShown ? desk.said : '', stale].filter(Boolean);
  const way = desk.note ? words.kernelButton(desk.note.kernel) : '';
  return (
    <div className="mnb-Bar-said">
      <span role="status">
        {shown.join(' ')}
        {!desk.isShown && <span className="mnb-mod-heard">{desk.said}</span>}
      </span>
      {way && (
        <button
          type="button"
          className="mnb-Button"
          onClick={() => void help(book, cell)}
        >
          {way}
        </button>
      )}
      {desk.earlier?.cell === cell && (
        <button
          type="button"
          className="mnb-Button"
          onClick={() => undoStartOver(book, cell)}
        >
          {words.undo}
        </button>
      )}
    </div>
  );
}
