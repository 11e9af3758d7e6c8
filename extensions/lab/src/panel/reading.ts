/** Reads what the models say while React renders. */
import type { ISignal } from '@lumino/signaling';
import * as React from 'react';

/**
 * What `read` returns now, and again whenever the signal is emitted; `read` must return the same
 * object until something has changed.
 *
 * React renders such a change at once. One that came by a state of its own would wait behind what
 * the rest of the page renders: half a second while JupyterLab starts.
 */
export function useRead<T>(signal: ISignal<unknown, unknown>, read: () => T): T {
  const subscribe = React.useCallback(
    (heard: () => void) => {
      const slot = (): void => heard();
      signal.connect(slot);
      return () => void signal.disconnect(slot);
    },
    [signal]
  );
  return React.useSyncExternalStore(subscribe, read);
}
