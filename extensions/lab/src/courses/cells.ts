/** Finds the cell of an exercise, and goes there. */
import type { Notebook, NotebookPanel } from '@jupyterlab/notebook';

const LABEL = /^\s*#\|\s*exercise:\s*(\S+)\s*$/m;

/** Read which exercise a cell's source belongs to; "" if to none. */
export function labelOf(source: string): string {
  return LABEL.exec(source)?.[1] ?? '';
}

/** Find the place of an exercise's cell; -1 if there is none. */
export function findExercise(notebook: Notebook, label: string): number {
  return notebook.widgets.findIndex(
    cell => labelOf(cell.model.sharedModel.getSource()) === label
  );
}

/** Bring an exercise's cell into view and give it the focus; say whether there is one. */
export async function showExercise(
  panel: NotebookPanel,
  label: string
): Promise<boolean> {
  await panel.revealed;
  const notebook = panel.content;
  const index = findExercise(notebook, label);
  if (index >= 0) {
    notebook.deselectAll();
    notebook.activeCellIndex = index;
    notebook.mode = 'command';
    await notebook.scrollToItem(index, 'center');
  }
  notebook.activate();
  return index >= 0;
}
