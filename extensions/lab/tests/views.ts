/** Makes what a server says, for the tests. */
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ICourseServer } from '../src/courses/server';
import type {
  Card,
  CourseView,
  ExerciseView,
  LessonView,
  SkillView,
  Step
} from '../src/courses/wire';

export function exercise(
  label: string,
  more: Partial<ExerciseView> = {}
): ExerciseView {
  return {
    label,
    title: `The ${label}`,
    state: 'untried',
    required: true,
    tries: 0,
    hints: 2,
    opened: 0,
    ...more
  };
}

export function lesson(name: string, more: Partial<LessonView> = {}): LessonView {
  return {
    lesson: name,
    title: `On ${name}`,
    path: `lessons/${name}.ipynb`,
    state: 'open',
    optional: false,
    why: [],
    exercises: [],
    ...more
  };
}

export function locked(name: string, more: Partial<LessonView> = {}): LessonView {
  return lesson(name, {
    state: 'locked',
    path: '',
    why: ['Something comes first.'],
    ...more
  });
}

export function skill(name: string, more: Partial<SkillView> = {}): SkillView {
  return {
    skill: name,
    title: `Use ${name}`,
    level: 'practising',
    missing: 2,
    belief: 0.4,
    due: false,
    stuck: 0,
    extra: [],
    ...more
  };
}

export function step(kind: Step['kind'], more: Partial<Step> = {}): Step {
  return {
    kind,
    lesson: '',
    lesson_title: '',
    file: '',
    label: '',
    exercise_title: '',
    skill: '',
    skill_title: '',
    missing: 0,
    said: '',
    ...more
  };
}

export function course(more: Partial<CourseView> = {}): CourseView {
  return {
    folder: '',
    course: 'lists',
    title: 'Lists',
    version: '1',
    authority: 'local',
    away: '',
    contact: '',
    waiting: [],
    lessons: [lesson('first', { state: 'current' }), locked('second')],
    skills: [skill('lists')],
    practice: [],
    next: { step: step('finished'), path: '' },
    ...more
  };
}

export function card(name: string, more: Partial<Card> = {}): Card {
  return {
    course: name,
    title: `All about ${name}`,
    description: '',
    folder: '',
    path: '',
    done: 0,
    lessons: 4,
    ...more
  };
}

/** A server that answers only what a test gives it. */
export function serving(answers: Partial<ICourseServer>): ICourseServer {
  return answers as ICourseServer;
}

/** English, with its placeholders filled in. */
export const english = {
  __: fill,
  _n: (one: string, many: string, n: number, ...more: unknown[]) =>
    fill(n === 1 ? one : many, n, ...more)
} as unknown as TranslationBundle;

function fill(sentence: string, ...values: unknown[]): string {
  return sentence.replace(/%(\d)/g, (_, place: string) =>
    String(values[Number(place) - 1])
  );
}
