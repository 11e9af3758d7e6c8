import { expect, jest, test } from '@jest/globals';
import { Refusal } from '../src/courses/server';
import { CatalogueModel } from '../src/courses/catalogue';
import type { CourseCards } from '../src/courses/wire';
import { card, serving } from './views';

function cards(): CourseCards {
  return { cards: [card('lists')], problem: '' };
}

test('who asks meanwhile gets the same answer', async () => {
  const ask = jest.fn(() => Promise.resolve(cards()));
  const model = new CatalogueModel(serving({ cards: ask }));
  await Promise.all([model.refresh(), model.refresh(), model.refresh()]);
  expect(ask).toHaveBeenCalledTimes(1);
  expect(model.known?.cards).toHaveLength(1);
});

test('the same cards again emits nothing', async () => {
  const model = new CatalogueModel(serving({ cards: () => Promise.resolve(cards()) }));
  let changed = 0;
  model.changed.connect(() => (changed += 1));
  await model.refresh();
  await model.refresh();
  expect(changed).toBe(1);
});

test('a refusal is kept beside what was known', async () => {
  let fails = false;
  const ask = (): Promise<CourseCards> =>
    fails ? Promise.reject(new Refusal('Away.')) : Promise.resolve(cards());
  const model = new CatalogueModel(serving({ cards: ask }));
  await model.refresh();
  fails = true;
  await model.refresh();
  expect(model.fault?.what).toBe('Away.');
  expect(model.known?.cards).toHaveLength(1);
});

test('starting asks for the cards again, and a refusal reaches who asked', async () => {
  const ask = jest.fn(() => Promise.resolve(cards()));
  const start = (course: string): Promise<string> =>
    course === 'lists'
      ? Promise.resolve('lists/first.ipynb')
      : Promise.reject(new Refusal('There is no such course.'));
  const model = new CatalogueModel(serving({ cards: ask, start }));
  expect(await model.start('lists')).toBe('lists/first.ipynb');
  expect(ask).toHaveBeenCalledTimes(1);
  await expect(model.start('loops')).rejects.toThrow('There is no such course.');
});
