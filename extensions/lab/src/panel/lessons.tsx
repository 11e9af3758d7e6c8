/** The lessons of a course, each with its state, and why it is in it. */
import * as React from 'react';
import type { CourseView, ExerciseView, LessonView } from '../courses/wire';
import { useDeeds } from './deeds';
import { Action, Mark, Said, Titled, Twisty } from './parts';
import type { Exercises } from './words';

interface ILessonsProps {
  readonly lessons: CourseView['lessons'];
  readonly exercises: Exercises;
}

export const Lessons = React.memo(function Lessons(
  props: ILessonsProps
): React.JSX.Element {
  const { trans } = useDeeds().courses;
  return (
    <section aria-labelledby="mnb-lessons">
      <h3 id="mnb-lessons">{trans.__('Lessons')}</h3>
      <ol className="mnb-Rows">
        {props.lessons.map(lesson => (
          <Lesson key={lesson.lesson} lesson={lesson} exercises={props.exercises} />
        ))}
      </ol>
    </section>
  );
});

interface ILessonProps {
  readonly lesson: LessonView;
  readonly exercises: Exercises;
}

const Lesson = React.memo(function Lesson({
  lesson,
  exercises
}: ILessonProps): React.JSX.Element {
  const deeds = useDeeds();
  const [chosen, setChosen] = React.useState<boolean | null>(null);
  const expanded = chosen ?? lesson.state === 'current';
  const id = `mnb-lesson-${lesson.lesson}`;
  const hasMore = lesson.why.length > 0 || lesson.exercises.length > 0;
  return (
    <li
      className={`mnb-Row mnb-mod-${lesson.state}`}
      aria-current={lesson.state === 'current' ? 'step' : undefined}
    >
      <div className="mnb-Row-head">
        <Mark sign={lesson.state} />
        <Titled
          path={lesson.state === 'locked' ? '' : lesson.path}
          title={lesson.title}
          state={deeds.words.lessonState(lesson)}
        />
        {hasMore && (
          <Twisty
            expanded={expanded}
            name={deeds.words.more(lesson)}
            controls={id}
            toggle={() => setChosen(!expanded)}
          />
        )}
      </div>
      {lesson.state !== 'locked' && !lesson.path && (
        <p className="mnb-Row-more">
          <Action
            label={deeds.words.bringBack()}
            name={deeds.courses.trans.__('Bring “%1” back', lesson.title)}
            deed={() => deeds.bringBack(lesson.lesson)}
          />
        </p>
      )}
      {expanded && hasMore && <More id={id} lesson={lesson} exercises={exercises} />}
    </li>
  );
});

interface IMoreProps extends ILessonProps {
  readonly id: string;
}

/** What is missing, the exercises, and for a locked lesson the way to test out. */
function More({ id, lesson, exercises }: IMoreProps): React.JSX.Element {
  const deeds = useDeeds();
  const { trans } = deeds.courses;
  const locked = lesson.state === 'locked';
  const why = deeds.words.why(lesson, exercises);
  return (
    <div id={id} className="mnb-Row-more">
      {!locked && <Listed path={lesson.path} exercises={lesson.exercises} />}
      {why.length > 0 && (
        <div>
          <p className="mnb-Quiet">
            {locked
              ? trans.__('It opens when this is done:')
              : trans.__('Still missing:')}
          </p>
          <ul className="mnb-Why">
            {why.map(sentence => (
              <li key={sentence}>
                <Said sentence={sentence} />
              </li>
            ))}
          </ul>
        </div>
      )}
      {locked && (
        <p className="mnb-TestOut">
          {trans.__('You know all this already?')}{' '}
          <Action
            label={trans.__('Test out')}
            name={trans.__('Test out of what stands before “%1”', lesson.title)}
            deed={() => deeds.testOut(lesson.lesson)}
          />
        </p>
      )}
    </div>
  );
}

interface IExercisesProps {
  readonly path: string;
  readonly exercises: readonly ExerciseView[];
}

const SIGNS = {
  untried: 'open',
  tried: 'tried',
  passed: 'done',
  waiting: 'waiting'
} as const;

function Listed({ path, exercises }: IExercisesProps): React.JSX.Element | null {
  const { courses, words } = useDeeds();
  if (!exercises.length) {
    return null;
  }
  return (
    <ul className="mnb-Exercises" aria-label={courses.trans.__('Exercises')}>
      {exercises.map(exercise => (
        <li key={exercise.label} className="mnb-Row-head">
          <Mark sign={SIGNS[exercise.state]} />
          <Titled
            path={path}
            label={exercise.label}
            title={exercise.title}
            state={words.exerciseState(exercise)}
          />
        </li>
      ))}
    </ul>
  );
}
