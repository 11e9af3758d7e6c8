/** Changes the cells of a shared notebook, as one step that can be undone. */
import type { INotebookModel } from '@jupyterlab/notebook';
import { UUID } from '@lumino/coreutils';
import type { Edit } from './faults';

type ISharedNotebook = INotebookModel['sharedModel'];
type Cell = Parameters<ISharedNotebook['insertCell']>[1];

/**
 * Apply edits one after the other; the id of the last inserted cell is returned.
 *
 * A cell that is written is made anew, for its own history would not know of the change. What was
 * inserted cannot be read before the step ends, so a plain copy of the list is kept beside it.
 */
export function applyEdits(
  shared: ISharedNotebook,
  edits: readonly Edit[],
  stubs?: ReadonlyMap<string, string>
): string | null {
  const cells = shared.cells.map(cell => cell.toJSON() as Cell);
  const find = (id: string | null): number => cells.findIndex(cell => cell.id === id);
  let inserted: string | null = null;
  shared.transact(() => {
    for (const edit of edits) {
      if (edit.does === 'insert') {
        const cell = makeCell(edit, stubs);
        const at = find(edit.after) + 1;
        cells.splice(at, 0, cell);
        shared.insertCell(at, cell);
        inserted = cell.id as string;
        continue;
      }
      const at = find(edit.cell);
      const cell = cells[at];
      if (cell) {
        shared.deleteCell(at);
        cells.splice(at, 1, ...change(cell, edit));
        change(cell, edit).forEach(one => shared.insertCell(at, one));
      }
    }
  });
  return inserted;
}

function change(cell: Cell, edit: Exclude<Edit, { does: 'insert' }>): Cell[] {
  const { id, metadata } = cell;
  const source = edit.does === 'write' ? edit.source : (cell.source ?? '');
  const cell_type = edit.does === 'make code' ? 'code' : cell.cell_type;
  return edit.does === 'remove' ? [] : [{ id, metadata, source, cell_type } as Cell];
}

function makeCell(
  edit: Extract<Edit, { does: 'insert' }>,
  stubs?: ReadonlyMap<string, string>
): Cell {
  return {
    cell_type: 'code',
    id: edit.id ?? UUID.uuid4(),
    source: edit.source ?? stubs?.get(edit.label) ?? '',
    metadata: { trusted: true, ...writeOurs(edit.role, edit.label) }
  };
}

function writeOurs(role: string, label: string): object {
  const [id = '', variant] = label.split('@');
  const ours = variant ? { role, id, variant: Number(variant) } : { role, id };
  return role === 'rest' ? {} : { masterynb: ours };
}
