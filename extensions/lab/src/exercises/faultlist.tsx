/** What is not as it was handed out, each with the button that puts it right. */
import * as React from 'react';
import { repair } from './actions';
import type { IFault } from './faults';
import type { Workbook } from './workbook';

interface IProps {
  readonly book: Workbook;
  readonly faults: readonly IFault[];
}

export function Faults({ book, faults }: IProps): React.JSX.Element {
  return (
    <>
      {faults.map(fault => (
        <p className="mnb-Bar-fault" key={`${fault.kind} ${fault.label}`}>
          <span>{book.words.fault(fault)}</span>
          <button
            type="button"
            className="mnb-Button"
            onClick={() => void repair(book, [fault])}
          >
            {book.words.repair(fault.kind)}
          </button>
        </p>
      ))}
    </>
  );
}
