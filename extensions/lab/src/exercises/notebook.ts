/** What an exercise needs of a notebook and its kernel; a test hands over another. Without DOM. */
import type { ISignal } from '@lumino/signaling';
import type { Judgement } from '../courses/wire';
import type { Edit } from './faults';
import type { ICell } from './work';

/** `other`: a kernel that knows no checks; `away`: the line to it is down. */
export type KernelState =
  'ready' | 'busy' | 'starting' | 'none' | 'dead' | 'away' | 'other';

/** How the running of a cell ended; `not run`: it was given up, or the kernel went away. */
export type Ending = 'done' | 'raised' | 'not run';

export interface IRun {
  readonly cell: string;
  readonly source: string;
  /** null where it only began */
  readonly ending: Ending | null;
}

export interface INotebook {
  readonly path: string;
  readonly isReadOnly: boolean;
  readonly kernel: KernelState;
  cells(): readonly ICell[];

  /** Emits after cells or their sources changed. */
  readonly changed: ISignal<INotebook, void>;
  readonly pathChanged: ISignal<INotebook, void>;
  readonly kernelChanged: ISignal<INotebook, void>;

  /** Emits when the kernel begins anew. */
  readonly restarted: ISignal<INotebook, void>;

  /** Emits when a cell begins and ends to run, whoever asked for it. */
  readonly ran: ISignal<INotebook, IRun>;

  /** Change it, as one step that can be undone; `stubs` are by label. Returns the first new cell. */
  edit(edits: readonly Edit[], stubs?: ReadonlyMap<string, string>): string | null;

  /** Save what is not saved yet. */
  save(): Promise<void>;

  /** Run a cell, leaving focus and mode as they are. */
  run(cell: string): Promise<Ending>;

  /** What the last check in a cell left there. */
  judgement(cell: string): Judgement | null;

  /** Start a kernel, or another one. */
  revive(): Promise<void>;
  interrupt(): Promise<void>;

  /** Change to the kernel that checks. */
  changeKernel(): Promise<void>;
}
