/** What is told above a notebook. */
import { ReactWidget, UseSignal } from '@jupyterlab/apputils';
import * as React from 'react';
import { repair } from './actions';
import { WithCode } from './hintlist';
import type { IBanner, Workbook } from './workbook';

export class Banner extends ReactWidget {
  constructor(private readonly _book: Workbook) {
    super();
    this.addClass('mnb-Banner-place');
    _book.changed.connect(this._onChanged);
    this._onChanged();
  }

  private readonly _onChanged = (): void => {
    this.setHidden(this._book.banners.length === 0);
  };

  protected override render(): React.JSX.Element {
    return (
      <UseSignal signal={this._book.changed}>
        {() => (
          <div role="status">
            {this._book.banners.map(banner => (
              <Shown key={banner.text} book={this._book} banner={banner} />
            ))}
          </div>
        )}
      </UseSignal>
    );
  }
}

interface IProps {
  readonly book: Workbook;
  readonly banner: IBanner;
}

function Shown({ book, banner }: IProps): React.JSX.Element {
  return (
    <p className="mnb-Banner">
      <span>
        <WithCode text={banner.text} />
      </span>
      {banner.faults.length > 0 && (
        <button
          type="button"
          className="mnb-Button"
          onClick={() => void repair(book, banner.faults)}
        >
          {book.words.repairGone(banner.faults.length)}
        </button>
      )}
      {banner.canRetry && (
        <button type="button" className="mnb-Button" onClick={() => void book.retry()}>
          {book.words.tryAgain}
        </button>
      )}
    </p>
  );
}
