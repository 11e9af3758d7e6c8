/**
 * What the server extension says, read and checked before anything is shown.
 *
 * `masterynb/server/messages.py` describes the same records; fixtures in `tests/server/wire/` are
 * read by the tests of both.
 */
import * as v from 'valibot';

const text = v.string();
const list = <T extends v.GenericSchema>(item: T) => v.array(item);
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

export const exerciseView = v.object({
  label: text,
  title: text,
  state: v.picklist(['untried', 'tried', 'passed', 'waiting']),
  required: v.boolean(),
  tries: count,
  hints: count,
  opened: count
});

export const lessonView = v.object({
  lesson: text,
  title: text,
  path: text,
  state: v.picklist(['done', 'current', 'open', 'locked']),
  optional: v.boolean(),
  why: list(text),
  exercises: list(exerciseView)
});

export const material = v.object({ title: text, path: text, url: text });

export const skillView = v.object({
  skill: text,
  title: text,
  level: v.picklist(['not started', 'practising', 'proficient', 'mastered']),
  missing: count,
  belief: v.number(),
  due: v.boolean(),
  stuck: count,
  extra: list(material)
});

export const practiceView = v.object({
  path: text,
  purpose: v.picklist(['practice', 'testout', 'review']),
  target: text,
  title: text,
  exercises: list(exerciseView)
});

export const step = v.object({
  kind: v.picklist(['start', 'continue', 'practice', 'locked', 'review', 'finished']),
  lesson: text,
  lesson_title: text,
  file: text,
  label: text,
  exercise_title: text,
  skill: text,
  skill_title: text,
  missing: count,
  said: text
});

export const courseView = v.object({
  folder: text,
  course: text,
  title: text,
  version: text,
  authority: v.picklist(['local', 'hub']),
  away: text,
  contact: text,
  waiting: list(text),
  lessons: list(lessonView),
  skills: list(skillView),
  practice: list(practiceView),
  next: v.object({ step, path: text })
});

export const notebookView = v.object({
  path: text,
  folder: text,
  course: text,
  lesson: text,
  version: text,
  cells: list(v.object({ label: text, cell: text, title: text })),
  problem: text
});

export const card = v.object({
  course: text,
  title: text,
  description: text,
  folder: text,
  path: text,
  done: count,
  lessons: count
});

export const courseCards = v.object({ cards: list(card), problem: text });
export const started = v.object({ path: text });
export const hint = v.object({ level: count, of: count, text: text, costs: text });
export const stub = v.object({ source: text });
export const handed = v.object({ path: text, message: text });
export const changed = v.object({ folder: text, course: text });
export const refused = v.object({
  error: v.object({ what: text, where: text, todo: text })
});

/** What a `%check` leaves in the notebook, beside the words for a person. */
export const judgement = v.object({
  exercise: text,
  variant: count,
  outcome: v.picklist([
    'passed',
    'failed',
    'not_attempted',
    'learner_error',
    'check_error',
    'could_not_judge'
  ]),
  recorded: v.nullable(count),
  opened: list(text)
});

export type ExerciseView = v.InferOutput<typeof exerciseView>;
export type LessonView = v.InferOutput<typeof lessonView>;
export type SkillView = v.InferOutput<typeof skillView>;
export type PracticeView = v.InferOutput<typeof practiceView>;
export type Material = v.InferOutput<typeof material>;
export type Step = v.InferOutput<typeof step>;
export type CourseView = v.InferOutput<typeof courseView>;
export type NotebookView = v.InferOutput<typeof notebookView>;
export type Card = v.InferOutput<typeof card>;
export type CourseCards = v.InferOutput<typeof courseCards>;
export type Hint = v.InferOutput<typeof hint>;
export type Handed = v.InferOutput<typeof handed>;
export type Changed = v.InferOutput<typeof changed>;
export type Judgement = v.InferOutput<typeof judgement>;
