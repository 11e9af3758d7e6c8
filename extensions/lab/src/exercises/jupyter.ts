/** A notebook of JupyterLab or Notebook 7, as exercises need it. */
import type { CodeCell } from '@jupyterlab/cells';
import type { Kernel } from '@jupyterlab/services';
import {
  NotebookActions,
  type Notebook,
  type NotebookPanel
} from '@jupyterlab/notebook';
import { type ISignal, Signal } from '@lumino/signaling';
import * as v from 'valibot';
import { judgement, type Judgement } from '../courses/wire';
import { applyEdits } from './editing';
import type { Edit } from './faults';
import type { Ending, INotebook, IRun, KernelState } from './notebook';
import type { ICell } from './work';

const MIME = 'application/vnd.masterynb.judgement+json';
const KERNEL = 'masterynb';
const LOADS = /^\s*%(?:re)?load_ext\s+masterynb\b/m;

/** How long after the last key the cells are looked at again, in milliseconds. */
const PAUSE = 150;

/** When a changed notebook has been drawn, in milliseconds. */
const SOON = 60;

interface IOurs {
  readonly role?: string;
  readonly id?: string;
  readonly variant?: number;
}

export class JupyterNotebook implements INotebook {
  constructor(private readonly _panel: NotebookPanel) {
    const { context, sessionContext, model } = _panel;
    model?.contentChanged.connect(this._onChanged);
    model?.stateChanged.connect(this._onChanged);
    context.pathChanged.connect(this._onPath);
    sessionContext.statusChanged.connect(this._onStatus);
    sessionContext.connectionStatusChanged.connect(this._onStatus);
    sessionContext.kernelChanged.connect(this._onKernel);
    NotebookActions.executionScheduled.connect(this._onScheduled);
    NotebookActions.executed.connect(this._onExecuted);
    _panel.disposed.connect(this._dispose);
  }

  get path(): string {
    return this._panel.context.path;
  }

  get isReadOnly(): boolean {
    const { contentsModel } = this._panel.context;
    return contentsModel?.writable === false || (this._panel.model?.readOnly ?? false);
  }

  get kernel(): KernelState {
    const context = this._panel.sessionContext;
    const kernel = context.session?.kernel;
    if (!kernel || context.hasNoKernel) {
      return context.kernelDisplayStatus === 'initializing' ? 'starting' : 'none';
    }
    if (kernel.name !== KERNEL && !this.cells().some(cell => LOADS.test(cell.source))) {
      return 'other';
    }
    return readStatus(kernel);
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get pathChanged(): ISignal<this, void> {
    return this._pathChanged;
  }

  get kernelChanged(): ISignal<this, void> {
    return this._kernelChanged;
  }

  get restarted(): ISignal<this, void> {
    return this._restarted;
  }

  get ran(): ISignal<this, IRun> {
    return this._ran;
  }

  cells(): ICell[] {
    const cells = this._panel.model?.sharedModel.cells ?? [];
    return cells.map(cell => {
      const ours = cell.getMetadata('masterynb') as IOurs | undefined;
      const variant = ours?.variant ? `@${ours.variant}` : '';
      return {
        id: cell.getId(),
        type: cell.cell_type as ICell['type'],
        source: cell.getSource(),
        ...(ours?.role && ours.id
          ? { role: ours.role, exercise: `${ours.id}${variant}` }
          : {})
      };
    });
  }

  edit(edits: readonly Edit[], stubs?: ReadonlyMap<string, string>): string | null {
    const shared = this._panel.model?.sharedModel;
    const { content } = this._panel;
    const hadFocus = content.node.contains(document.activeElement);
    let first: string | null = null;
    const [edit] = edits;
    if (edits.length === 1 && edit?.does === 'write') {
      this._write(edit.cell, edit.source);
    } else {
      stopCapturing(shared);
      first = shared ? applyEdits(shared, edits, stubs) : null;
      stopCapturing(shared);
    }
    if (hadFocus) {
      setTimeout(() => restoreFocus(content), SOON);
    }
    return first;
  }

  /** Write a cell so that Undo in the cell takes it back. */
  private _write(id: string, source: string): void {
    const cells = this._panel.model?.sharedModel.cells ?? [];
    const cell = cells.find(one => one.getId() === id);
    stopCapturing(cell);
    cell?.setSource(source);
    stopCapturing(cell);
  }

  async save(): Promise<void> {
    if (this._panel.model?.dirty) {
      await this._panel.context.save();
    }
  }

  async run(id: string): Promise<Ending> {
    const { content: notebook, sessionContext } = this._panel;
    await sessionContext.ready;
    const cell = this._find(id);
    if (!cell || !sessionContext.session?.kernel) {
      return 'not run';
    }
    const ended = this._wait(id);
    keepFocus(notebook, () => {
      void NotebookActions.runCells(notebook, [cell], sessionContext).then(
        () => ended.resolve('not run'),
        () => ended.resolve('not run')
      );
    });
    return ended.promise;
  }

  /** Wait for a cell's end, or for the kernel's. */
  private _wait(id: string): {
    promise: Promise<Ending>;
    resolve: (ending: Ending) => void;
  } {
    let resolve: (ending: Ending) => void = () => undefined;
    const promise = new Promise<Ending>(done => {
      resolve = done;
    });
    const onRan = (_: INotebook, run: IRun): void => {
      if (run.cell === id && run.ending !== null) {
        resolve(run.ending);
      }
    };
    const onKernel = (): void => {
      if (['dead', 'none'].includes(this.kernel)) {
        resolve('not run');
      }
    };
    this._ran.connect(onRan);
    this._kernelChanged.connect(onKernel);
    void promise.then(() => {
      this._ran.disconnect(onRan);
      this._kernelChanged.disconnect(onKernel);
    });
    return { promise, resolve };
  }

  judgement(id: string): Judgement | null {
    const outputs = this._find(id)?.model.outputs;
    for (let n = 0; n < (outputs?.length ?? 0); n += 1) {
      const read = v.safeParse(judgement, outputs?.get(n).data[MIME]);
      if (read.success) {
        return read.output;
      }
    }
    return null;
  }

  async revive(): Promise<void> {
    const { sessionContext } = this._panel;
    if (sessionContext.session?.kernel && !sessionContext.hasNoKernel) {
      await sessionContext.restartKernel();
    } else {
      await sessionContext.changeKernel({ name: KERNEL });
    }
  }

  async interrupt(): Promise<void> {
    await this._panel.sessionContext.session?.kernel?.interrupt();
  }

  async changeKernel(): Promise<void> {
    await this._panel.sessionContext.changeKernel({ name: KERNEL });
  }

  private _find(id: string): CodeCell | undefined {
    const found = this._panel.content.widgets.find(cell => cell.model.id === id);
    return found?.model.type === 'code' ? (found as unknown as CodeCell) : undefined;
  }

  private readonly _onChanged = (): void => {
    clearTimeout(this._pause);
    this._pause = setTimeout(() => this._changed.emit(), PAUSE);
  };

  private readonly _onPath = (): void => {
    this._pathChanged.emit();
  };

  private readonly _onStatus = (): void => {
    const status = this._panel.sessionContext.session?.kernel?.status;
    if (status === 'restarting' || status === 'autorestarting') {
      this._restarted.emit();
    }
    this._kernelChanged.emit();
  };

  private readonly _onKernel = (): void => {
    this._restarted.emit();
    this._kernelChanged.emit();
  };

  private readonly _onScheduled = (
    _: unknown,
    { notebook, cell }: IExecution
  ): void => {
    if (notebook.model === this._panel.model) {
      const source = cell.model.sharedModel.getSource();
      this._sources.set(cell.model.id, source);
      this._ran.emit({ cell: cell.model.id, source, ending: null });
    }
  };

  private readonly _onExecuted = (
    _: unknown,
    { notebook, cell, success, error }: IExecution & IEnd
  ): void => {
    if (notebook.model === this._panel.model) {
      const { id } = cell.model;
      // an aborted cell (one before it raised) has no name of an error
      const isRaised = !success && Boolean(error?.errorName);
      const ending = success ? 'done' : isRaised ? 'raised' : 'not run';
      const source = this._sources.get(id) ?? '';
      this._ran.emit({ cell: id, source, ending });
    }
  };

  private readonly _dispose = (): void => {
    clearTimeout(this._pause);
    NotebookActions.executionScheduled.disconnect(this._onScheduled);
    NotebookActions.executed.disconnect(this._onExecuted);
    Signal.clearData(this);
  };

  private _pause: ReturnType<typeof setTimeout> | undefined;
  private _sources = new Map<string, string>();
  private _changed = new Signal<this, void>(this);
  private _pathChanged = new Signal<this, void>(this);
  private _kernelChanged = new Signal<this, void>(this);
  private _restarted = new Signal<this, void>(this);
  private _ran = new Signal<this, IRun>(this);
}

interface IExecution {
  readonly notebook: Notebook;
  readonly cell: Notebook['widgets'][number];
}

interface IEnd {
  readonly success: boolean;
  readonly error?: { readonly errorName?: string } | null;
}

function readStatus(kernel: Kernel.IKernelConnection): KernelState {
  if (kernel.status === 'dead' || kernel.status === 'terminating') {
    return 'dead';
  }
  if (kernel.connectionStatus === 'disconnected') {
    return 'away';
  }
  switch (kernel.status) {
    case 'idle':
      return 'ready';
    case 'busy':
      return 'busy';
    default:
      return 'starting';
  }
}

/** Do something that takes the notebook out of edit mode, and leave mode and focus as they were. */
function keepFocus(notebook: Notebook, act: () => void): void {
  const { mode } = notebook;
  const focused = document.activeElement;
  act();
  notebook.mode = mode;
  if (focused instanceof HTMLElement && focused !== document.activeElement) {
    focused.focus({ preventScroll: true });
  }
}

/** Go back into a notebook whose focused cell was made anew. */
function restoreFocus(notebook: Notebook): void {
  if (!notebook.isDisposed && document.activeElement === document.body) {
    notebook.activate();
  }
}

/** Let what follows be a step of its own for Undo. */
function stopCapturing(shared: unknown): void {
  const model = shared as
    { readonly undoManager?: { stopCapturing(): void } | null } | undefined;
  model?.undoManager?.stopCapturing();
}
