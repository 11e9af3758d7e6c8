/** The course panel: where the learner stands, and the one next step. */
import { ReactWidget } from '@jupyterlab/apputils';
import * as React from 'react';
import type { CourseModel } from '../courses/model';
import type { CourseView } from '../courses/wire';
import { Cards } from '../launcher/cards';
import type { ICourses } from '../tokens';
import { Deeds, DeedsContext, say, useDeeds } from './deeds';
import { courseIcon } from './icon';
import { Lessons } from './lessons';
import { Next, Stuck } from './next';
import { Announce, Said } from './parts';
import { useRead } from './reading';
import { Bar, Practice, Reading, Skills } from './skills';
import { type Exercises, exercisesOf } from './words';

export class CoursePanel extends ReactWidget {
  constructor(private readonly _courses: ICourses) {
    super();
    const name = _courses.trans.__('Course');
    this.id = 'masterynb-panel';
    this.addClass('mnb-Panel');
    this.title.icon = courseIcon;
    this.title.caption = name;
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', name);
    this.node.tabIndex = -1;
  }

  /** Put the focus on the next step, or on the panel where there is none. */
  focus(): void {
    const button = this.node.querySelector<HTMLElement>('.mnb-mod-primary');
    (button ?? this.node).focus();
  }

  protected override render(): React.JSX.Element {
    return (
      <Announce.Provider value={this._say}>
        <Front courses={this._courses} />
      </Announce.Provider>
    );
  }

  private readonly _say = (sentence: string): void => this._courses.announce(sentence);
}

interface IFrontProps {
  readonly courses: ICourses;
}

/** What is in front: a course, none, or not known yet. */
function Front({ courses }: IFrontProps): React.JSX.Element {
  const { trans } = courses;
  const model = useRead(courses.currentChanged, () => courses.current);
  const fault = useRead(courses.currentChanged, () => courses.fault);
  const notebook = useRead(courses.currentChanged, () => courses.notebook);
  const again = (): Promise<void> => courses.again();
  if (model) {
    const problem = notebook?.problem ?? '';
    return <Followed key={model.folder} {...{ courses, model, problem }} />;
  }
  if (fault) {
    return <Fault courses={courses} error={fault} again={again} />;
  }
  if (!notebook) {
    return <p className="mnb-Quiet">{trans.__('Looking where you are …')}</p>;
  }
  return (
    <>
      <h2>{trans.__('No course here')}</h2>
      <p>{trans.__('What you have open belongs to no course.')}</p>
      <Cards courses={courses} level="h3" />
    </>
  );
}

interface IFollowedProps extends IFrontProps {
  readonly model: CourseModel;
  readonly problem: string;
}

function Followed({ courses, model, problem }: IFollowedProps): React.JSX.Element {
  const deeds = React.useMemo(() => new Deeds(courses, model), [courses, model]);
  const view = useRead(model.changed, () => model.view);
  const fault = useRead(model.changed, () => model.fault);
  const again = (): Promise<void> => model.refresh();
  const waiting = courses.trans.__('Looking where you are …');
  return (
    <DeedsContext.Provider value={deeds}>
      {fault && <Fault courses={courses} error={fault} again={again} />}
      {view && <Course view={view} problem={problem} />}
      {!view && !fault && <p className="mnb-Quiet">{waiting}</p>}
    </DeedsContext.Provider>
  );
}

interface ICourseProps {
  readonly view: CourseView;
  readonly problem: string;
}

function Course({ view, problem }: ICourseProps): React.JSX.Element {
  const exercises = useExercises(view);
  const long = view.lessons.length + view.skills.length > LONG;
  return (
    <div className={long ? 'mnb-Course mnb-mod-long' : 'mnb-Course'}>
      <Head view={view} />
      <Banners view={view} problem={problem} />
      <Next next={view.next} />
      <Stuck view={view} />
      <Practice practice={view.practice} />
      <Lessons lessons={view.lessons} exercises={exercises} />
      <Skills skills={view.skills} />
      <Reading skills={view.skills} />
    </div>
  );
}

/** The exercises by their labels; the same map as long as none has another title. */
function useExercises(view: CourseView): Exercises {
  const kept = React.useRef<Exercises>(new Map());
  const exercises = exercisesOf(view);
  const before = kept.current;
  const same =
    exercises.size === before.size &&
    [...exercises].every(([label, { title }]) => before.get(label)?.title === title);
  if (!same) {
    kept.current = exercises;
  }
  return kept.current;
}

/** From so many rows on, those out of sight are not laid out. */
const LONG = 60;

function Head({ view }: { view: CourseView }): React.JSX.Element {
  const { courses, words } = useDeeds();
  const required = view.lessons.filter(lesson => !lesson.optional);
  const done = required.filter(lesson => lesson.state === 'done').length;
  const text = words.lessonsDone(done, required.length);
  return (
    <header className="mnb-Head">
      <h2>{view.title}</h2>
      <Bar
        name={courses.trans.__('The whole course')}
        text={text}
        share={required.length ? done / required.length : 0}
      />
      <p className="mnb-Quiet">{text}</p>
    </header>
  );
}

/** What is unusual just now, and that it is no harm. */
function Banners({ view, problem }: ICourseProps): React.JSX.Element {
  const { words } = useDeeds();
  return (
    <>
      {view.away && (
        <div className="mnb-Note">
          <p>
            <Said sentence={view.away} />
          </p>
          <p>{words.away()}</p>
        </div>
      )}
      {view.waiting.length > 0 && (
        <p className="mnb-Note">{words.waiting(view.waiting.length)}</p>
      )}
      {problem && (
        <p className="mnb-Note">
          <Said sentence={problem} />
        </p>
      )}
    </>
  );
}

interface IFaultProps {
  readonly courses: ICourses;
  readonly error: Error;
  readonly again: () => Promise<void>;
}

function Fault({ courses, error, again }: IFaultProps): React.JSX.Element {
  return (
    <div className="mnb-Note mnb-mod-fault">
      <p>{say(error)}</p>
      <button type="button" className="mnb-Act" onClick={() => void again()}>
        {courses.trans.__('Try again')}
      </button>
    </div>
  );
}
