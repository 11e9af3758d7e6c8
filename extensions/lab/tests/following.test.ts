import { expect, test } from '@jest/globals';
import { Following } from '../src/courses/following';
import { Courses } from '../src/courses/model';
import { Refusal } from '../src/courses/server';
import type { NotebookView } from '../src/courses/wire';
import { course, serving } from './views';

function notebook(folder: string, id = 'lists', problem = ''): NotebookView {
  return { path: '', folder, course: id, lesson: '', version: '1', cells: [], problem };
}

function following(answer: (path: string) => Promise<NotebookView>): Following {
  const view = (): Promise<ReturnType<typeof course>> => Promise.resolve(course());
  return new Following(new Courses(serving({ notebook: answer, view })));
}

test('a notebook leads to its course, and one of no course to none', async () => {
  const followed = following(path =>
    Promise.resolve(path ? notebook('a') : notebook('', ''))
  );
  await followed.follow('a/first.ipynb');
  expect(followed.current?.folder).toBe('a');
  await followed.follow(null);
  expect(followed.current).toBeNull();
});

test('the course stays on screen when the server cannot be asked, and the fault is known', async () => {
  let fails = false;
  const followed = following(() =>
    fails ? Promise.reject(new Refusal('Away.')) : Promise.resolve(notebook('a'))
  );
  await followed.follow('a/first.ipynb');
  fails = true;
  await followed.follow('a/second.ipynb');
  expect(followed.current?.folder).toBe('a');
  expect(followed.fault?.what).toBe('Away.');
  fails = false;
  await followed.again();
  expect(followed.fault).toBeNull();
});

test('a late answer for a notebook that is left counts for nothing', async () => {
  const waiting = new Map<string, (view: NotebookView) => void>();
  const followed = following(
    path => new Promise(resolve => waiting.set(path, resolve))
  );
  const first = followed.follow('a/first.ipynb');
  const second = followed.follow('b/first.ipynb');
  waiting.get('b/first.ipynb')?.(notebook('b'));
  waiting.get('a/first.ipynb')?.(notebook('a'));
  await Promise.all([first, second]);
  expect(followed.current?.folder).toBe('b');
});

test('the same notebook again emits nothing; its problem does', async () => {
  let problem = '';
  const followed = following(() => Promise.resolve(notebook('a', 'lists', problem)));
  let changed = 0;
  followed.changed.connect(() => (changed += 1));
  await followed.follow('a/first.ipynb');
  await followed.again();
  expect(changed).toBe(1);
  problem = 'This notebook is of another version.';
  await followed.again();
  expect(changed).toBe(2);
  expect(followed.notebook?.problem).toBe(problem);
});
