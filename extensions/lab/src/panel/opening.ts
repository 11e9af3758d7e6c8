/** Opens the panel by itself: once, for a learner who has never seen it. */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { IStateDB } from '@jupyterlab/statedb';
import type { Widget } from '@lumino/widgets';
import { isNotebook7 } from '../courses/plugin';
import type { ICourses } from '../tokens';

const KEY = 'masterynb-lab:panel';

/** Under so many pixels the panel would leave no room for the notebook. */
const WIDE = 900;

export class Opening {
  constructor(
    private readonly _app: JupyterFrontEnd,
    private readonly _courses: ICourses,
    private readonly _panel: Widget,
    private readonly _state: IStateDB | null
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
    const kept = (await this._state?.fetch(KEY)) as { open: boolean } | undefined;
    // Notebook 7 restores no side bar: each of its pages begins with it closed
    const wanted = kept === undefined || (isNotebook7() && kept.open);
    if (wanted && window.innerWidth >= WIDE && !this._panel.isVisible) {
      this._app.shell.activateById(this._panel.id);
    }
    this._keep(this._panel.isVisible);
    this._watch();
  }

  /** Remember whether the learner has the panel open. */
  private _watch(): void {
    const observer = new IntersectionObserver(() => this._keep(this._panel.isVisible));
    observer.observe(this._panel.node);
    this._panel.disposed.connect(() => observer.disconnect());
  }

  private _keep(open: boolean): void {
    void this._state?.save(KEY, { open });
  }
}
