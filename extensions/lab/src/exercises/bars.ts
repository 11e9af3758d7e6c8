/** Keeps a bar below the input of every cell that has something to say. */
import type { Cell } from '@jupyterlab/cells';
import type { Notebook } from '@jupyterlab/notebook';
import type { PanelLayout } from '@lumino/widgets';
import { Bar } from './bar';
import type { Workbook } from './workbook';

const INPUT = 'jp-Cell-inputWrapper';

export class Bars {
  constructor(
    private readonly _notebook: Notebook,
    private readonly _book: Workbook
  ) {
    _book.changed.connect(this._update);
    _notebook.modelContentChanged.connect(this._update);
    this._update();
  }

  dispose(): void {
    this._book.changed.disconnect(this._update);
    this._notebook.modelContentChanged.disconnect(this._update);
  }

  private readonly _update = (): void => {
    for (const cell of this._notebook.widgets) {
      const isWanted = this._book.bars.has(cell.model.id);
      const bar = this._bars.get(cell);
      if (isWanted && !bar) {
        this._add(cell);
      } else if (!isWanted && bar) {
        this._remove(cell, bar);
      }
    }
  };

  /** Add a bar as soon as the cell is drawn: cells far from the screen are not. */
  private _add(cell: Cell): void {
    const bar = new Bar(this._book, cell.model.id);
    this._bars.set(cell, bar);
    void cell.ready.then(() => {
      if (!cell.isDisposed && !bar.isDisposed) {
        const layout = cell.layout as PanelLayout;
        const input = layout.widgets.findIndex(widget => widget.hasClass(INPUT));
        layout.insertWidget(input + 1, bar);
      }
    });
  }

  private _remove(cell: Cell, bar: Bar): void {
    const hadFocus = bar.node.contains(document.activeElement);
    bar.dispose();
    this._bars.delete(cell);
    if (hadFocus) {
      this._notebook.activate();
    }
  }

  private _bars = new WeakMap<Cell, Bar>();
}
