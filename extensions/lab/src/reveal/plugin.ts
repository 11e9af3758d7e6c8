/** Tells, quietly, that a lesson has opened. Nothing opens by itself. */
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { INotebookTracker } from '@jupyterlab/notebook';
import type { CourseModel } from '../courses/model';
import type { LessonView } from '../courses/wire';
import { Words } from '../panel/words';
import { ICourses } from '../tokens';
import { Notice } from './notice';

const GO = 'masterynb:go-to-notice';

export const revealPlugin: JupyterFrontEndPlugin<void> = {
  id: 'masterynb-lab:reveal',
  description: 'A notice when a lesson opens.',
  autoStart: true,
  requires: [ICourses, INotebookTracker],
  activate: (
    app: JupyterFrontEnd,
    courses: ICourses,
    notebooks: INotebookTracker
  ): void => {
    const notices = new Notices(courses, notebooks);
    const heard = new WeakSet<CourseModel>();
    const listen = (): void => {
      const model = courses.current;
      if (model && !heard.has(model)) {
        heard.add(model);
        model.opened.connect((_, lessons) => notices.show(lessons));
      }
    };
    courses.currentChanged.connect(listen);
    listen();
    notebooks.currentChanged.connect(() => notices.arrive());
    app.commands.addCommand(GO, {
      label: courses.trans.__('Go to the Notice that a Lesson Has Opened'),
      isEnabled: () => notices.isShown,
      execute: () => notices.focus(),
      describedBy: { args: { type: 'object', properties: {} } }
    });
    app.commands.addKeyBinding({ command: GO, keys: ['F6'], selector: 'body' });
  }
};

/** The notice on screen: one at most, and it gathers what opens meanwhile. */
class Notices {
  constructor(
    private readonly _courses: ICourses,
    private readonly _notebooks: INotebookTracker
  ) {}

  get isShown(): boolean {
    return this._notice !== null && !this._notice.isDisposed;
  }

  /** Show the lessons above the notebook in front; the focus stays where it is. */
  show(lessons: LessonView[]): void {
    const { trans } = this._courses;
    this._courses.announce(
      trans.__('%1 Press F6 to go there.', new Words(trans).opened(lessons))
    );
    const panel = this._notebooks.currentWidget;
    if (!panel) {
      return; // the course panel shows it
    }
    const earlier = this._notice?.isDisposed === false ? this._notice.lessons : [];
    this._notice?.dispose();
    this._notice = new Notice(this._courses, [...earlier, ...lessons]);
    panel.contentHeader.addWidget(this._notice);
  }

  /** Go to the notice. */
  focus(): void {
    this._notice?.focus();
  }

  /** Drop the notice once the learner is in the lesson that it tells of. */
  arrive(): void {
    const path = this._notebooks.currentWidget?.context.path;
    if (this.isShown && this._notice?.lessons.some(lesson => lesson.path === path)) {
      this._notice.dispose();
    }
  }

  private _notice: Notice | null = null;
}
