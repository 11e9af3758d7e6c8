/** Puts the courses on JupyterLab's launcher, and on the first page of Notebook 7. */
import { INotebookTree } from '@jupyter-notebook/tree';
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { Notification, ReactWidget } from '@jupyterlab/apputils';
import { ILauncher } from '@jupyterlab/launcher';
import type { IDisposable } from '@lumino/disposable';
import { DisposableSet } from '@lumino/disposable';
import * as React from 'react';
import type { CourseModel } from '../courses/model';
import { say } from '../panel/deeds';
import { courseIcon } from '../panel/icon';
import { Announce } from '../panel/parts';
import { Words } from '../panel/words';
import { ICourses } from '../tokens';
import { Cards } from './cards';

const OPEN = 'masterynb:open-course';

export const launcherPlugin: JupyterFrontEndPlugin<void> = {
  id: 'masterynb-lab:launcher',
  description: 'Cards of the courses that may be started or gone on with.',
  autoStart: true,
  requires: [ICourses],
  optional: [ILauncher, INotebookTree],
  activate: (
    app: JupyterFrontEnd,
    courses: ICourses,
    launcher: ILauncher | null,
    tree: INotebookTree | null
  ): void => {
    if (launcher) {
      addCommand(app, courses);
      fill(launcher, courses);
    }
    if (tree) {
      addTab(tree, courses);
    }
    if (launcher || tree) {
      follow(courses);
      void app.restored.then(() => courses.catalogue.refresh());
    }
  }
};

interface ICardArgs {
  readonly course?: string;
  readonly title?: string;
  readonly caption?: string;
}

function addCommand(app: JupyterFrontEnd, courses: ICourses): void {
  const { catalogue, trans } = courses;
  app.commands.addCommand(OPEN, {
    label: args => (args as ICardArgs).title ?? trans.__('Open a Course'),
    caption: args => (args as ICardArgs).caption ?? '',
    icon: courseIcon,
    execute: async args => {
      try {
        const path = await catalogue.start((args as ICardArgs).course ?? '');
        // the launcher gives way to what opens
        return (await app.commands.execute('docmanager:open', { path })) as unknown;
      } catch (error) {
        Notification.error(say(error), { autoClose: false });
        return undefined;
      }
    },
    describedBy: {
      args: {
        type: 'object',
        properties: {
          course: { type: 'string', description: trans.__('The id of the course') },
          title: { type: 'string', description: trans.__('Its title') },
          caption: { type: 'string', description: trans.__('How far it has come') }
        },
        required: ['course']
      }
    }
  });
}

/** Keep the launcher's cards as the catalogue is. */
function fill(launcher: ILauncher, courses: ICourses): void {
  const { catalogue, trans } = courses;
  const words = new Words(trans);
  let shown: IDisposable | null = null;
  let told = '';
  catalogue.changed.connect(() => {
    const cards = catalogue.known?.cards ?? [];
    const items = new DisposableSet();
    cards.forEach((card, rank) => {
      items.add(
        launcher.add({
          command: OPEN,
          args: {
            course: card.course,
            title: words.cardLabel(card),
            caption: words.cardCaption(card)
          },
          category: trans.__('Courses'),
          categoryRank: -1, // before the kernels: a learner comes for these
          rank
        })
      );
    });
    shown?.dispose();
    shown = items;
    const problem = catalogue.known?.problem ?? '';
    if (problem && problem !== told) {
      Notification.warning(problem, { autoClose: false });
    }
    told = problem;
  });
}

/** Add the tab of Notebook 7's first page, once there is something to show in it. */
function addTab(tree: INotebookTree, courses: ICourses): void {
  const { catalogue } = courses;
  const tab = new CoursesTab(courses);
  const show = (): void => {
    if (catalogue.known && (catalogue.known.cards.length || catalogue.known.problem)) {
      catalogue.changed.disconnect(show);
      tree.addWidget(tab);
    }
  };
  catalogue.changed.connect(show);
}

/** Ask again for the cards when the course in front has come on. */
function follow(courses: ICourses): void {
  const look = (model: CourseModel): void => {
    const done = model.view?.lessons.filter(lesson => lesson.state === 'done').length;
    const card = courses.catalogue.known?.cards.find(
      item => item.path && item.folder === model.folder
    );
    if (card && done !== undefined && done !== card.done && done !== seen.get(model)) {
      seen.set(model, done);
      void courses.catalogue.refresh();
    }
  };
  const seen = new WeakMap<CourseModel, number>();
  courses.currentChanged.connect(() => courses.current?.changed.connect(look));
  courses.current?.changed.connect(look);
}

class CoursesTab extends ReactWidget {
  constructor(private readonly _courses: ICourses) {
    super();
    this.id = 'masterynb-courses';
    this.addClass('mnb-CoursesTab');
    this.title.label = _courses.trans.__('Courses');
    this.title.icon = courseIcon;
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', this.title.label);
  }

  protected override render(): React.JSX.Element {
    return (
      <Announce.Provider value={this._say}>
        <Cards courses={this._courses} level="h2" />
      </Announce.Provider>
    );
  }

  private readonly _say = (sentence: string): void => this._courses.announce(sentence);
}
