/** Provides the courses on screen, and keeps them as the server's record is. */
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { PageConfig, URLExt } from '@jupyterlab/coreutils';
import { INotebookTracker, type NotebookPanel } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { type ISignal, Signal } from '@lumino/signaling';
import * as v from 'valibot';
import { ICourses } from '../tokens';
import { Following } from './following';
import { Courses } from './model';
import { CourseServer } from './server';
import { changed } from './wire';

/** The event that the server emits when a record may have changed. */
export const EVENT = 'urn:masterynb:course-changed';

export const DOMAIN = 'masterynb';

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
    follow(notebooks, following);
    listen(app, courses);
    return new Provided(app, courses, following, trans);
  }
};

class Provided implements ICourses {
  constructor(
    private readonly _app: JupyterFrontEnd,
    readonly courses: Courses,
    private readonly _following: Following,
    readonly trans: ICourses['trans']
  ) {
    _following.changed.connect(() => this._currentChanged.emit());
  }

  get current(): ICourses['current'] {
    return this._following.current;
  }

  get currentChanged(): ISignal<ICourses, void> {
    return this._currentChanged;
  }

  async open(path: string): Promise<void> {
    await this._app.commands.execute('docmanager:open', { path });
  }

  href(path: string): string {
    const place = isNotebook7() ? 'notebooks' : 'lab/tree';
    return URLExt.join(PageConfig.getBaseUrl(), place, URLExt.encodeParts(path));
  }

  private _currentChanged = new Signal<ICourses, void>(this);
}

/** Whether this page is one of Notebook 7, where each notebook has a page of its own. */
export function isNotebook7(): boolean {
  return PageConfig.getOption('notebookPage') !== '';
}

function follow(notebooks: INotebookTracker, following: Following): void {
  const look = (panel: NotebookPanel | null): void => {
    void following.follow(panel?.context.path ?? null);
  };
  notebooks.currentChanged.connect((_, panel) => look(panel));
  notebooks.widgetAdded.connect((_, panel) => {
    panel.context.pathChanged.connect(() => look(notebooks.currentWidget));
  });
  look(notebooks.currentWidget);
}

/** Ask again when the server says that a record changed, or when the line to it is back. */
function listen(app: JupyterFrontEnd, courses: Courses): void {
  app.serviceManager.events.stream.connect((_, event) => {
    const { schema_id, ...rest } = event;
    const read = v.safeParse(changed, rest);
    if (schema_id === EVENT && read.success) {
      courses.refresh(read.output.folder);
    }
  });
  app.serviceManager.connectionFailure.connect(() => courses.refresh());
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') {
      courses.refresh();
    }
  });
}
