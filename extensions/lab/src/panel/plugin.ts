/** Puts the course panel into the side bar of JupyterLab and of Notebook 7. */
import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICourses } from '../tokens';
import { CoursePanel } from './panel';

export const panelPlugin: JupyterFrontEndPlugin<void> = {
  id: 'masterynb-lab:panel',
  description: 'The course panel.',
  autoStart: true,
  requires: [ICourses],
  optional: [ILayoutRestorer],
  activate: (
    app: JupyterFrontEnd,
    courses: ICourses,
    restorer: ILayoutRestorer | null
  ): void => {
    const panel = new CoursePanel(courses);
    app.shell.add(panel, 'left', { rank: 150 });
    restorer?.add(panel, panel.id);
  }
};
