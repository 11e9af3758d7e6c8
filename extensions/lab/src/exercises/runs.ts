/** What ran since the notebook's kernel began. Without DOM. */
export class Runs {
  /** Note the source that a cell was sent with. */
  begin(cell: string, source: string): void {
    this._sent.set(cell, source);
  }

  /** Note that it ran, to its end or to an error. */
  end(cell: string): void {
    const source = this._sent.get(cell);
    if (source !== undefined) {
      this._ran.delete(cell);
      this._ran.set(cell, source);
    }
  }

  /** Note that the kernel begins anew. */
  restart(): void {
    this._forgot = this._forgot || this._ran.size > 0;
    this._ran.clear();
    this._sent.clear();
  }

  /** Whether something ran before the kernel began anew. */
  get forgot(): boolean {
    return this._forgot;
  }

  /** The source that a cell ran with last. */
  find(cell: string): string | undefined {
    return this._ran.get(cell);
  }

  /** The one of these cells that ran last. */
  findLast(cells: readonly string[]): string | undefined {
    return [...this._ran.keys()].reverse().find(cell => cells.includes(cell));
  }

  private _sent = new Map<string, string>();
  private _ran = new Map<string, string>();
  private _forgot = false;
}
