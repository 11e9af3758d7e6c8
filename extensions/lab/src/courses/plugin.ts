/** Provides the courses on screen, and keeps them as the server's record is. */
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { PageConfig, URLExt } from '@jupyterlab/coreutils';
import { INotebookTracker, type NotebookPanel } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { type ISignal, Signal } from '@lumino/signaling';
import * as v from 'valibot';
import { ICourses } from '../tokens';
import { Announcer } from './announcer';
import { showExercise } from './cells';
import { Following } from './following';
import { Courses } from './model';
import { CourseServer } from './server';
import { CatalogueModel } from './catalogue';
import { changed } from './wire';

/** The event that the server emits when a record may have changed. */
export const EVENT = 'urn:masterynb:course-changed';

export const DOMAIN = 'masterynb';

/** Pixels of a window in which side bar and notebook have no room beside each other. */
const NARROW = 640;

/** Milliseconds after which a question that was not answered is asked again. */
const RETRY = 5000;

/** What stands before an exercise's label in an address. */
const HASH = '#exercise=';

export const coursesPlugin: JupyterFrontEndPlugin<ICourses> = {
  id: 'masterynb-lab:courses',
  description: 'The courses on screen, and the one that the learner is in.',
  autoStart: true,
  requires: [INotebookTracker],
  optional: [ITranslator],
  provides: ICourses,
  activate: (
    app: JupyterFrontEnd,
    notebooks: INotebookTracker,
    translator: ITranslator | null
  ): ICourses => {
    const trans = (translator ?? nullTranslator).load(DOMAIN);
    const server = new CourseServer(app.serviceManager.serverSettings, trans);
    const courses = new Courses(server);
    const following = new Following(courses);
    const provided = new Provided(app, notebooks, courses, following, trans);
    follow(notebooks, following);
    listen(app, courses, following);
    arrive(notebooks);
    return provided;
  }
};

class Provided implements ICourses {
  constructor(
    private readonly _app: JupyterFrontEnd,
    private readonly _notebooks: INotebookTracker,
    readonly courses: Courses,
    private readonly _following: Following,
    readonly trans: ICourses['trans']
  ) {
    this.catalogue = new CatalogueModel(courses.server);
    _following.changed.connect(() => this._currentChanged.emit());
  }

  readonly catalogue: CatalogueModel;

  get current(): ICourses['current'] {
    return this._following.current;
  }

  get notebook(): ICourses['notebook'] {
    return this._following.notebook;
  }

  get fault(): ICourses['fault'] {
    return this._following.fault;
  }

  get currentChanged(): ISignal<ICourses, void> {
    return this._currentChanged;
  }

  again(): Promise<void> {
    return this._following.again();
  }

  async open(path: string): Promise<void> {
    const here = this._find(path);
    if (here) {
      // by itself: Notebook 7 would close it, and open it anew in another tab
      this._app.shell.activateById(here.id);
      here.content.activate();
    } else if (isNotebook7()) {
      this._openTab(path, '');
    } else {
      await this._app.commands.execute('docmanager:open', { path });
    }
  }

  async goTo(path: string, label: string): Promise<void> {
    if (!this._find(path) && isNotebook7()) {
      this._openTab(path, label);
      return;
    }
    await this.open(path);
    this._makeRoom();
    const panel = this._find(path);
    if (panel && label) {
      await showExercise(panel, label);
    }
  }

  /** Close the side bar where it leaves the notebook no room. */
  private _makeRoom(): void {
    const shell = this._app.shell as { collapseLeft?: () => void };
    if (window.innerWidth < NARROW) {
      shell.collapseLeft?.();
    }
  }

  /** Open a page of its own, or, where the browser lets no tab open, this one. */
  private _openTab(path: string, label: string): void {
    const url = this.href(path, label);
    if (!window.open(url, '_blank')) {
      window.location.assign(url);
    }
  }

  private _find(path: string): NotebookPanel | undefined {
    return this._notebooks.find(panel => panel.context.path === path);
  }

  href(path: string, label = ''): string {
    const page = path.endsWith('.ipynb') ? 'notebooks' : 'edit';
    const place = isNotebook7() ? page : 'lab/tree';
    const url = URLExt.join(PageConfig.getBaseUrl(), place, URLExt.encodeParts(path));
    return label ? url + HASH + encodeURIComponent(label) : url;
  }

  announce(sentence: string): void {
    this._announcer.say(sentence);
  }

  private _announcer = new Announcer();
  private _currentChanged = new Signal<ICourses, void>(this);
}

/** Whether this page is one of Notebook 7, where each notebook has a page of its own. */
export function isNotebook7(): boolean {
  return PageConfig.getOption('notebookPage') !== '';
}

/** Go to the exercise that the address of this page names. */
function arrive(notebooks: INotebookTracker): void {
  const { hash } = window.location;
  if (!hash.startsWith(HASH)) {
    return;
  }
  const label = decodeURIComponent(hash.slice(HASH.length));
  const show = (_: unknown, panel: NotebookPanel): void => {
    notebooks.widgetAdded.disconnect(show);
    void showExercise(panel, label);
  };
  notebooks.widgetAdded.connect(show);
}

/** Follow the notebook in front; while the page starts, the one that it was opened for. */
function follow(notebooks: INotebookTracker, following: Following): void {
  const look = (panel: NotebookPanel | null): void => {
    void following.follow(panel?.context.path ?? null);
  };
  notebooks.currentChanged.connect((_, panel) => look(panel));
  notebooks.widgetAdded.connect((_, panel) => {
    panel.context.pathChanged.connect(() => look(notebooks.currentWidget));
  });
  const wanted =
    PageConfig.getOption('treePath') || PageConfig.getOption('notebookPath');
  void following.follow(wanted.endsWith('.ipynb') ? wanted : null);
}

/** Ask again when the server says that a record changed, or when the line to it is back. */
function listen(app: JupyterFrontEnd, courses: Courses, following: Following): void {
  const again = (): void => {
    courses.refresh();
    if (following.fault) {
      void following.again();
    }
  };
  app.serviceManager.events.stream.connect((_, event) => {
    const { schema_id, ...rest } = event;
    const read = v.safeParse(changed, rest);
    if (schema_id === EVENT && read.success) {
      courses.refresh(read.output.folder);
    }
  });
  app.serviceManager.connectionFailure.connect(again);
  setInterval(() => {
    if (courses.hasFault || following.fault) {
      again();
    }
  }, RETRY);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') {
      again();
    }
  });
}
