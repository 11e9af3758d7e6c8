/** The quiet notice that a lesson has opened: it stays until it is followed or dismissed. */
import { ReactWidget } from '@jupyterlab/apputils';
import { closeIcon } from '@jupyterlab/ui-components';
import * as React from 'react';
import type { LessonView } from '../courses/wire';
import { Words } from '../panel/words';
import type { ICourses } from '../tokens';

export class Notice extends ReactWidget {
  constructor(
    private readonly _courses: ICourses,
    readonly lessons: readonly LessonView[]
  ) {
    super();
    this.addClass('mnb-Notice');
    this.node.setAttribute('role', 'group');
    this.node.setAttribute('aria-label', _courses.trans.__('A lesson has opened'));
    this._before = document.activeElement;
  }

  /** Go to the notice; `dismiss` goes back to where the learner was. */
  focus(): void {
    if (!this.node.contains(document.activeElement)) {
      this._before = document.activeElement;
    }
    this.node.querySelector<HTMLElement>('a')?.focus();
  }

  dismiss(): void {
    const held = this.node.contains(document.activeElement);
    const before = this._before;
    this.dispose();
    if (held && before instanceof HTMLElement && before.isConnected) {
      before.focus();
    }
  }

  protected override render(): React.JSX.Element {
    const { trans } = this._courses;
    return (
      <div className="mnb-Notice-row" ref={this._watch}>
        <svg className="mnb-Star" viewBox="0 0 24 24" aria-hidden="true">
          <path d="M12 2l3 6.6 7.2.8-5.4 4.9 1.5 7.1L12 17.8l-6.3 3.6 1.5-7.1L1.8 9.4 9 8.6z" />
        </svg>
        <div className="mnb-Notice-words">
          <p>{new Words(trans).opened(this.lessons)}</p>
          {this.lessons.map(lesson => (
            <a
              key={lesson.lesson}
              className="mnb-Link"
              href={this._courses.href(lesson.path)}
              onClick={event => this._follow(event, lesson)}
            >
              {this.lessons.length > 1
                ? trans.__('Go to “%1”', lesson.title)
                : trans.__('Go to the lesson')}
            </a>
          ))}
        </div>
        <button
          type="button"
          className="mnb-Dismiss"
          aria-label={trans.__('Dismiss')}
          title={trans.__('Dismiss')}
          onClick={() => this.dismiss()}
        >
          <closeIcon.react tag="span" aria-hidden="true" />
        </button>
      </div>
    );
  }

  /** Ask for as much height as the words need: the place above a notebook gives no more. */
  private _fit(): void {
    const height = `${Math.ceil(this._row?.offsetHeight ?? 0)}px`;
    if (!this.isDisposed && this.node.style.minHeight !== height) {
      this.node.style.minHeight = height;
      this.parent?.fit();
    }
  }

  private readonly _watch = (row: HTMLElement | null): void => {
    this._observer.disconnect();
    this._row = row;
    if (row) {
      this._observer.observe(row);
    }
  };

  handleEvent(event: Event): void {
    if (event instanceof KeyboardEvent && event.key === 'Escape') {
      event.stopPropagation();
      this.dismiss();
    }
  }

  protected override onAfterAttach(
    message: Parameters<ReactWidget['onAfterAttach']>[0]
  ): void {
    super.onAfterAttach(message);
    this.node.addEventListener('keydown', this);
  }

  protected override onBeforeDetach(
    message: Parameters<ReactWidget['onBeforeDetach']>[0]
  ): void {
    this.node.removeEventListener('keydown', this);
    super.onBeforeDetach(message);
  }

  private _follow(event: React.MouseEvent, lesson: LessonView): void {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) {
      return;
    }
    event.preventDefault();
    void this._courses.goTo(lesson.path, '').then(() => this.dispose());
  }

  private _before: Element | null;
  private _row: HTMLElement | null = null;
  private readonly _observer = new ResizeObserver(() => this._fit());
}
