/** The course panel: where the learner stands, and the one next step. */
import { ReactWidget, UseSignal } from '@jupyterlab/apputils';
import * as React from 'react';
import type { ICourses } from '../tokens';
import type { CourseModel } from '../courses/model';

export class CoursePanel extends ReactWidget {
  constructor(private readonly _courses: ICourses) {
    super();
    this.id = 'masterynb-panel';
    this.addClass('mnb-Panel');
    this.title.label = _courses.trans.__('Course');
    this.title.caption = _courses.trans.__('Course');
  }

  protected override render(): React.JSX.Element {
    return (
      <UseSignal signal={this._courses.currentChanged}>
        {() => <Shown model={this._courses.current} />}
      </UseSignal>
    );
  }
}

function Shown({ model }: { model: CourseModel | null }): React.JSX.Element | null {
  if (!model) {
    return null;
  }
  return (
    <UseSignal signal={model.changed}>
      {() => (
        <ul>
          {model.view?.lessons.map(lesson => (
            <li key={lesson.lesson}>
              {lesson.title}: {lesson.state}
            </li>
          ))}
        </ul>
      )}
    </UseSignal>
  );
}
