/** Opens the panel by itself: once, for a learner who has never seen it. */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { Widget } from '@lumino/widgets';
import { isNotebook7 } from '../courses/plugin';
import type { ICourses } from '../tokens';
import type { Memory } from './memory';

/** Under so many pixels the panel would leave no room for the notebook. */
const WIDE = 900;

export class Opening {
  constructor(
    private readonly _app: JupyterFrontEnd,
    private readonly _courses: ICourses,
    private readonly _panel: Widget,
    private readonly _memory: Memory
  ) {}

  begin(): void {
    this._courses.currentChanged.connect(this._look);
    this._look();
  }

  private readonly _look = (): void => {
    if (this._courses.current) {
      this._courses.currentChanged.disconnect(this._look);
      void this._open();
    }
  };

  private async _open(): Promise<void> {
    await this._app.restored;
    const kept = await this._memory.fetch();
    // Notebook 7 restores no side bar: each of its pages begins with it closed
    const wanted = kept === undefined || (isNotebook7() && kept);
    if (wanted && window.innerWidth >= WIDE && this._panel.isHidden) {
      show(this._app, this._panel);
    }
    this._watch();
  }

  /** Remember whether the learner has the panel open; a window that was too small says nothing. */
  private _watch(): void {
    let open = false;
    const look = (): void => {
      // `isVisible` would not do: Notebook 7 hides the whole page for a moment while it starts
      if (this._panel.isHidden === open) {
        open = !this._panel.isHidden;
        this._memory.save(open);
      }
    };
    look();
    const observer = new IntersectionObserver(look);
    observer.observe(this._panel.node);
    this._panel.disposed.connect(() => observer.disconnect());
  }
}

/** Put the panel on screen. */
export function show(app: JupyterFrontEnd, panel: Widget): void {
  app.shell.activateById(panel.id);
  // else Notebook 7 hides its side bar again as soon as any widget comes there or leaves it
  const shell = app.shell as { leftHandler?: { show: () => void } };
  shell.leftHandler?.show();
}
