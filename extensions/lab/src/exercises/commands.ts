/** What the keyboard, the palette and a cell's menu do with the exercise at hand. */
import type { ICommandPalette } from '@jupyterlab/apputils';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import type { CommandRegistry } from '@lumino/commands';
import { check, startOver, toggleHints } from './actions';
import type { Words } from './words';
import type { Workbook } from './workbook';

type Act = (book: Workbook, cell: string) => Promise<void>;

/** Add the commands; each acts on the exercise of the active cell, or the nearest above it. */
export function addCommands(
  commands: CommandRegistry,
  palette: ICommandPalette | null,
  notebooks: INotebookTracker,
  words: Words,
  find: (panel: NotebookPanel) => Workbook | undefined
): void {
  const at = (): { book: Workbook; cell: string } | null => {
    const panel = notebooks.currentWidget;
    const book = panel ? find(panel) : undefined;
    const active = panel?.content.activeCell?.model.id;
    const cell = active === undefined ? null : (book?.findNear(active) ?? null);
    return book && cell !== null ? { book, cell } : null;
  };
  const add = (name: string, label: string, act: Act): void => {
    const command = `masterynb:${name}`;
    commands.addCommand(command, {
      label,
      isEnabled: () => at() !== null,
      isVisible: () => at() !== null,
      execute: async () => {
        const here = at();
        if (here) {
          await act(here.book, here.cell);
        }
      }
    });
    palette?.addItem({ command, category: words.category });
  };
  add('check', words.check, (book, cell) => check(book, cell));
  add('hint', words.hint, (book, cell) => toggleHints(book, cell));
  add('start-over', words.startOverExercise, (book, cell) => startOver(book, cell));
}
