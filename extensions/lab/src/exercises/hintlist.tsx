/** The hints that are open, and what the next one costs. */
import * as React from 'react';
import { nextHint } from './actions';
import type { IExercise, Workbook } from './workbook';

interface IProps {
  readonly book: Workbook;
  readonly cell: string;
  readonly exercise: IExercise;
}

export function Hints({ book, cell, exercise }: IProps): React.JSX.Element | null {
  const { desk } = exercise;
  const last = desk.hints[desk.hints.length - 1];
  if (!desk.areHintsShown || !last) {
    return null;
  }
  const hasNext = last.level < last.of;
  const costs = book.words.costs(last.costs);
  const id = `mnb-costs-${cell}`;
  return (
    <div className="mnb-Bar-hints">
      <ol>
        {desk.hints.map(hint => (
          <li key={hint.level}>
            <span className="mnb-Bar-hintHead">
              {book.words.hintHead(hint.level, hint.of)}
            </span>{' '}
            <WithCode text={hint.text} />
          </li>
        ))}
      </ol>
      {hasNext && (
        <p className="mnb-Bar-next">
          <button
            type="button"
            className="mnb-Button"
            aria-describedby={costs ? id : undefined}
            aria-disabled={desk.isAsking}
            onClick={() => void nextHint(book, cell)}
          >
            {book.words.nextHint(last.level + 1, last.of)}
          </button>
          <span id={id}>
            <WithCode text={costs} />
          </span>
        </p>
      )}
    </div>
  );
}

/** A text whose parts between backticks are code. */
export function WithCode({ text }: { readonly text: string }): React.JSX.Element {
  const parts = text.split(/`([^`]+)`/);
  return (
    <>
      {parts.map((part, n) =>
        n % 2 ? (
          <code key={n}>{part}</code>
        ) : (
          <React.Fragment key={n}>{part}</React.Fragment>
        )
      )}
    </>
  );
}
