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
    this._observer = new ResizeObserver(() => this._fit());
  }

  override dispose(): void {
    this._observer.disconnect();
    super.dispose();
  }

  /** Ask for as much height as the words need: the place above a notebook gives no more. */
  private _fit(): void {
    const height = `${Math.ceil(this._content?.offsetHeight ?? 0)}px`;
    if (!this.isDisposed && this.node.style.minHeight !== height) {
      this.node.style.minHeight = height;
      this.parent?.fit();
    }
  }

  private readonly _watch = (content: HTMLElement | null): void => {
    this._observer.disconnect();
    this._content = content;
    if (content) {
      this._observer.observe(content);
    }
  };

  private readonly _onChanged = (): void => {
    this.setHidden(this._book.banners.length === 0);
  };

  protected override render(): React.JSX.Element {
    return (
      <UseSignal signal={this._book.changed}>
        {() => (
          <div role="status" ref={this._watch}>
            {this._book.banners.map(banner => (
              <Shown key={banner.text} book={this._book} banner={banner} />
            ))}
          </div>
        )}
      </UseSignal>
    );
  }

  private readonly _observer: ResizeObserver;
  private _content: HTMLElement | null = null;
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
      {banner.canClose && (
        <button
          type="button"
          className="mnb-Button mnb-mod-quiet"
          onClick={() => book.close(banner)}
        >
          {book.words.close}
        </button>
      )}
    </p>
  );
}
