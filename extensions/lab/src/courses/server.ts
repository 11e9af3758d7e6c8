/** Asks the server extension; what it answers is checked, and every failure becomes words. */
import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as v from 'valibot';
import * as wire from './wire';

/** Why something could not be done, in words for a learner. */
export class Refusal extends Error {
  constructor(
    readonly what: string,
    readonly todo = ''
  ) {
    super(todo ? `${what} ${todo}` : what);
  }
}

/** The part of the server extension that a model asks; a test hands over another. */
export interface ICourseServer {
  cards(): Promise<wire.CourseCards>;
  start(course: string): Promise<string>;
  view(path: string): Promise<wire.CourseView>;
  notebook(path: string): Promise<wire.NotebookView>;
  hint(path: string, label: string, level?: number): Promise<wire.Hint>;
  stub(path: string, label: string): Promise<string>;
  practice(path: string, skill: string): Promise<wire.Handed>;
  testOut(path: string, lesson: string): Promise<wire.Handed>;
  reveal(path: string): Promise<wire.CourseView>;
}

/** The server extension of this Jupyter server. */
export class CourseServer implements ICourseServer {
  constructor(
    private readonly _settings: ServerConnection.ISettings,
    private readonly _trans: TranslationBundle
  ) {}

  cards(): Promise<wire.CourseCards> {
    return this._ask(wire.courseCards, 'courses');
  }

  async start(course: string): Promise<string> {
    return (await this._ask(wire.started, 'courses', { course })).path;
  }

  view(path: string): Promise<wire.CourseView> {
    return this._ask(wire.courseView, `view?path=${encodeURIComponent(path)}`);
  }

  notebook(path: string): Promise<wire.NotebookView> {
    return this._ask(wire.notebookView, `notebook?path=${encodeURIComponent(path)}`);
  }

  hint(path: string, label: string, level?: number): Promise<wire.Hint> {
    return this._ask(wire.hint, 'hints', { path, label, level: level ?? null });
  }

  async stub(path: string, label: string): Promise<string> {
    return (await this._ask(wire.stub, 'stubs', { path, label })).source;
  }

  practice(path: string, skill: string): Promise<wire.Handed> {
    return this._ask(wire.handed, 'practice', { path, skill });
  }

  testOut(path: string, lesson: string): Promise<wire.Handed> {
    return this._ask(wire.handed, 'testouts', { path, lesson });
  }

  reveal(path: string): Promise<wire.CourseView> {
    return this._ask(wire.courseView, 'reveal', { path });
  }

  /** Ask: with a body it is a POST. */
  private async _ask<T extends v.GenericSchema>(
    schema: T,
    where: string,
    body?: object
  ): Promise<v.InferOutput<T>> {
    const url = URLExt.join(this._settings.baseUrl, 'masterynb', where);
    const init: RequestInit = body
      ? {
          method: 'POST',
          body: JSON.stringify(body),
          headers: { 'Content-Type': 'application/json' }
        }
      : { method: 'GET' };
    let response: Response;
    let answer: unknown;
    try {
      response = await ServerConnection.makeRequest(url, init, this._settings);
      answer = await response.json();
    } catch (error) {
      throw error instanceof SyntaxError ? this._broken() : this._offline();
    }
    return this._read(schema, response, answer);
  }

  private _read<T extends v.GenericSchema>(
    schema: T,
    response: Response,
    answer: unknown
  ): v.InferOutput<T> {
    const read = v.safeParse(response.ok ? schema : wire.refused, answer);
    if (!read.success) {
      throw this._broken();
    }
    if (!response.ok) {
      const { what, todo } = (read.output as v.InferOutput<typeof wire.refused>).error;
      throw new Refusal(what, todo);
    }
    return read.output;
  }

  private _offline(): Refusal {
    return new Refusal(
      this._trans.__('Jupyter does not answer.'),
      this._trans.__(
        'Your work stays in this window. Check your connection, or start Jupyter again; then try once more.'
      )
    );
  }

  private _broken(): Refusal {
    return new Refusal(
      this._trans.__('The answer of the course’s server cannot be read.'),
      this._trans.__(
        'Nothing is lost. Reload this page; if it happens again, tell whoever runs the course.'
      )
    );
  }
}
