/** Remembers from page to page whether the learner has the panel open. */
import { PageConfig } from '@jupyterlab/coreutils';
import type { IStateDB } from '@jupyterlab/statedb';
import { isNotebook7 } from '../courses/plugin';

const KEY = 'masterynb-lab:panel';

export class Memory {
  constructor(private readonly _state: IStateDB | null) {}

  /** Whether the panel was open; undefined where it was never on screen. */
  async fetch(): Promise<boolean | undefined> {
    if (isNotebook7()) {
      const kept = inBrowser(store => store.getItem(this._name()));
      return kept === null ? undefined : kept === 'open';
    }
    const kept = (await this._state?.fetch(KEY)) as { open: boolean } | undefined;
    return kept?.open;
  }

  save(open: boolean): void {
    if (isNotebook7()) {
      // its state database forgets everything with the page
      inBrowser(store => store.setItem(this._name(), open ? 'open' : 'closed'));
    } else {
      void this._state?.save(KEY, { open });
    }
  }

  /** One name a server: several may share an origin, as on a hub. */
  private _name(): string {
    return `${KEY}:${PageConfig.getBaseUrl()}`;
  }
}

/** Use the browser's store; null where the browser keeps nothing for this page. */
function inBrowser<T>(ask: (store: Storage) => T): T | null {
  try {
    return ask(window.localStorage);
  } catch {
    return null;
  }
}
