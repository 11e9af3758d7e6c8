/** The one live region of the extension: polite, and only for what matters. */

const PAUSE = 50; // ms between emptying and filling, or the same words are not said twice

export class Announcer {
  constructor() {
    this._node = document.createElement('div');
    this._node.className = 'mnb-Announcer';
    this._node.setAttribute('role', 'status');
    this._node.setAttribute('aria-live', 'polite');
    document.body.appendChild(this._node);
  }

  say(sentence: string): void {
    this._node.textContent = '';
    window.clearTimeout(this._timer);
    this._timer = window.setTimeout(() => {
      this._node.textContent = sentence;
    }, PAUSE);
  }

  private _timer = 0;
  private readonly _node: HTMLElement;
}
