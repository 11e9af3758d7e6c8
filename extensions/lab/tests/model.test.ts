import { expect, jest, test } from '@jest/globals';
import { CourseModel, Courses } from '../src/courses/model';
import { Refusal } from '../src/courses/server';
import type { CourseView, LessonView } from '../src/courses/wire';
import { course, exercise, lesson, locked, serving } from './views';

/** A server that answers when the test says so. */
function slow(): {
  asked: () => number;
  answer: (view: CourseView) => Promise<void>;
  server: ReturnType<typeof serving>;
} {
  const waiting: ((view: CourseView) => void)[] = [];
  const view = jest.fn(() => new Promise<CourseView>(resolve => waiting.push(resolve)));
  return {
    asked: () => view.mock.calls.length,
    answer: async given => {
      waiting.shift()?.(given);
      await new Promise(resolve => setTimeout(resolve));
    },
    server: serving({ view })
  };
}

function modelOf(...views: CourseView[]): CourseModel {
  const model = new CourseModel('', serving({}));
  views.forEach(view => model.take(view));
  return model;
}

function count(model: CourseModel): { changed: number; opened: LessonView[][] } {
  const seen = { changed: 0, opened: [] as LessonView[][] };
  model.changed.connect(() => (seen.changed += 1));
  model.opened.connect((_, lessons) => seen.opened.push(lessons));
  return seen;
}

test('a refusal is kept as words', async () => {
  const view = (): Promise<CourseView> => Promise.reject(new Refusal('It is away.'));
  const model = new CourseModel('', serving({ view }));
  await model.refresh();
  expect(model.fault?.what).toBe('It is away.');
});

test('what was known stays known when an answer is broken', async () => {
  const view = (): Promise<CourseView> => Promise.reject(new Error('broken'));
  const model = new CourseModel('', serving({ view }));
  model.take(course());
  await model.refresh();
  expect(model.view?.title).toBe('Lists');
  expect(model.fault?.what).toContain('broken');
});

test('the next answer takes the fault away, and says so even if nothing else changed', async () => {
  let fails = true;
  const view = (): Promise<CourseView> =>
    fails ? Promise.reject(new Refusal('Away.')) : Promise.resolve(course());
  const model = new CourseModel('', serving({ view }));
  model.take(course());
  await model.refresh();
  const seen = count(model);
  fails = false;
  await model.refresh();
  expect(model.fault).toBeNull();
  expect(seen.changed).toBe(1);
});

test('a storm of events asks twice: once for now and once for what came meanwhile', async () => {
  const { asked, answer, server } = slow();
  const model = new CourseModel('', server);
  const all = Array.from({ length: 50 }, () => model.refresh());
  expect(asked()).toBe(1);
  await answer(course());
  expect(asked()).toBe(2);
  await answer(course({ title: 'Newer' }));
  await Promise.all(all);
  expect(asked()).toBe(2);
  expect(model.view?.title).toBe('Newer');
});

test('one may ask again after a storm', async () => {
  const { asked, answer, server } = slow();
  const model = new CourseModel('', server);
  void model.refresh();
  void model.refresh();
  await answer(course());
  await answer(course());
  void model.refresh();
  expect(asked()).toBe(3);
});

test('the same view again emits nothing', () => {
  const model = modelOf(course());
  const seen = count(model);
  model.take(course());
  expect(seen.changed).toBe(0);
});

test('what has not changed stays the same object', () => {
  const model = modelOf(course());
  const before = model.view;
  model.take(
    course({ lessons: [lesson('first', { state: 'done' }), locked('second')] })
  );
  expect(model.view).not.toBe(before);
  expect(model.view?.lessons[1]).toBe(before?.lessons[1]);
  expect(model.view?.skills).toBe(before?.skills);
});

test('a lesson that was locked and is there now has opened', () => {
  const model = modelOf(course());
  const seen = count(model);
  model.take(
    course({ lessons: [lesson('first', { state: 'done' }), lesson('second')] })
  );
  expect(seen.opened.map(lessons => lessons.map(item => item.lesson))).toEqual([
    ['second']
  ]);
});

test('nothing opens in the first view, and none opens twice', () => {
  const after = course({ lessons: [lesson('first'), lesson('second')] });
  const model = new CourseModel('', serving({}));
  const seen = count(model);
  model.take(after);
  model.take(course());
  model.take(after);
  model.take({ ...after, title: 'Again' });
  expect(seen.opened).toHaveLength(1);
});

test('a lesson opens when its notebook is there, not before', () => {
  const model = modelOf(course());
  const seen = count(model);
  model.take(course({ lessons: [lesson('first'), lesson('second', { path: '' })] }));
  expect(seen.opened).toHaveLength(0);
  model.take(course({ lessons: [lesson('first'), lesson('second')] }));
  expect(seen.opened).toHaveLength(1);
});

test('a deleted lesson that is brought back is nothing new', () => {
  const model = modelOf(course({ lessons: [lesson('first', { path: '' })] }));
  const seen = count(model);
  model.take(course({ lessons: [lesson('first')] }));
  expect(seen.opened).toHaveLength(0);
});

test('another course in the same folder opens nothing', () => {
  const model = modelOf(course());
  const seen = count(model);
  model.take(course({ course: 'loops', lessons: [lesson('first'), lesson('second')] }));
  expect(seen.opened).toHaveLength(0);
});

test('an exercise is found by its label, in lessons and practice', () => {
  const variant = {
    path: 'practice/lists-1.ipynb',
    purpose: 'practice' as const,
    target: 'lists',
    title: 'Lists',
    exercises: [exercise('mean@3')]
  };
  const lessons = [lesson('first', { exercises: [exercise('mean')] })];
  const model = modelOf(course({ lessons, practice: [variant] }));
  expect(model.find('mean')?.title).toBe('The mean');
  expect(model.find('mean@3')?.label).toBe('mean@3');
  expect(model.find('sum')).toBeUndefined();
});

test('a folder has one model, and only what is on screen is asked for again', async () => {
  const view = jest.fn((folder: string) => Promise.resolve(course({ folder })));
  const courses = new Courses(serving({ view }));
  expect(courses.get('a')).toBe(courses.get('a'));
  courses.get('b');
  await new Promise(resolve => setTimeout(resolve));
  view.mockClear();
  courses.refresh('a');
  courses.refresh('elsewhere');
  expect(view.mock.calls).toEqual([['a']]);
});
