/** Puts a bar below every exercise of a course's notebooks. */
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { INotebookTracker, type NotebookPanel } from '@jupyterlab/notebook';
import { ICourses } from '../tokens';
import { Bars } from './bars';
import { Banner } from './banner';
import { addCommands } from './commands';
import { JupyterNotebook } from './jupyter';
import { Words } from './words';
import { Workbook } from './workbook';

export const exercisesPlugin: JupyterFrontEndPlugin<void> = {
  id: 'masterynb-lab:exercises',
  description: 'Check, hints and a fresh start below every exercise.',
  autoStart: true,
  requires: [INotebookTracker, ICourses],
  optional: [ICommandPalette],
  activate: (
    app: JupyterFrontEnd,
    notebooks: INotebookTracker,
    courses: ICourses,
    palette: ICommandPalette | null
  ): void => {
    const words = new Words(courses.trans);
    const books = new WeakMap<NotebookPanel, Workbook>();
    notebooks.widgetAdded.connect((_, panel) => {
      void panel.context.ready.then(() => {
        if (!panel.isDisposed && panel.model?.getMetadata('masterynb')) {
          books.set(panel, open(panel, courses, words));
          app.commands.notifyCommandChanged();
        }
      });
    });
    addCommands(app.commands, palette, notebooks, words, panel => books.get(panel));
  }
};

function open(panel: NotebookPanel, courses: ICourses, words: Words): Workbook {
  const book = new Workbook(new JupyterNotebook(panel), courses.courses, words);
  const bars = new Bars(panel.content, book);
  panel.contentHeader.insertWidget(0, new Banner(book));
  panel.disposed.connect(() => {
    bars.dispose();
    book.dispose();
  });
  return book;
}
