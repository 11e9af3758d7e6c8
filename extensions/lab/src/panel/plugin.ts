/** Puts the course panel into the side bar of JupyterLab and of Notebook 7. */
import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import {
  ICommandPalette,
  IToolbarWidgetRegistry,
  ToolbarButton
} from '@jupyterlab/apputils';
import { PageConfig } from '@jupyterlab/coreutils';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { IStateDB } from '@jupyterlab/statedb';
import { isNotebook7 } from '../courses/plugin';
import { ICourses } from '../tokens';
import { courseIcon } from './icon';
import { Memory } from './memory';
import { Opening, show } from './opening';
import { CoursePanel } from './panel';

export const SHOW = 'masterynb:show-panel';

export const panelPlugin: JupyterFrontEndPlugin<void> = {
  id: 'masterynb-lab:panel',
  description: 'The course panel.',
  autoStart: true,
  requires: [ICourses],
  optional: [ILayoutRestorer, ICommandPalette, IStateDB, IToolbarWidgetRegistry],
  activate: (
    app: JupyterFrontEnd,
    courses: ICourses,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null,
    state: IStateDB | null,
    toolbars: IToolbarWidgetRegistry | null
  ): void => {
    if (isNotebook7() && PageConfig.getOption('notebookPage') !== 'notebooks') {
      return; // its other pages show no notebook
    }
    const panel = new CoursePanel(courses);
    app.shell.add(panel, 'left', { rank: 150, type: 'Course' });
    restorer?.add(panel, panel.id);
    addCommand(app, courses, panel);
    palette?.addItem({ command: SHOW, category: courses.trans.__('Course') });
    if (toolbars) {
      addButton(app, courses, toolbars);
    }
    new Opening(app, courses, panel, new Memory(state)).begin();
  }
};

function addCommand(app: JupyterFrontEnd, courses: ICourses, panel: CoursePanel): void {
  app.commands.addCommand(SHOW, {
    label: courses.trans.__('Course'),
    caption: courses.trans.__('Show where you are in the course, and the next step'),
    icon: courseIcon,
    execute: () => {
      show(app, panel);
      requestAnimationFrame(() => panel.focus()); // it may not be on screen before
    },
    describedBy: { args: { type: 'object', properties: {} } }
  });
}

/** Offer the button that `schema/panel.json` puts on the toolbar; only a course's notebook shows it. */
function addButton(
  app: JupyterFrontEnd,
  courses: ICourses,
  toolbars: IToolbarWidgetRegistry
): void {
  const { trans } = courses;
  toolbars.addFactory<NotebookPanel>('Notebook', 'masterynb-course', panel => {
    const button = new ToolbarButton({
      label: trans.__('Course'),
      icon: courseIcon,
      className: 'mnb-CourseButton',
      tooltip: trans.__('Show where you are in the course, and the next step'),
      onClick: () => void app.commands.execute(SHOW)
    });
    button.hide();
    void panel.context.ready.then(() => {
      if (!button.isDisposed) {
        button.setHidden(!panel.model?.getMetadata('masterynb'));
      }
    });
    return button;
  });
}
