import { expect, jest, test } from '@jest/globals';
import { Refusal } from '../src/courses/server';
import { ShelfModel } from '../src/courses/shelf';
import type { Shelf } from '../src/courses/wire';
import { card, serving } from './views';

function shelf(): Shelf {
  return { cards: [card('lists')], problem: '' };
}

test('who asks meanwhile gets the same answer', async () => {
  const ask = jest.fn(() => Promise.resolve(shelf()));
  const model = new ShelfModel(serving({ shelf: ask }));
  await Promise.all([model.refresh(), model.refresh(), model.refresh()]);
  expect(ask).toHaveBeenCalledTimes(1);
  expect(model.shelf?.cards).toHaveLength(1);
});

test('the same shelf again emits nothing', async () => {
  const model = new ShelfModel(serving({ shelf: () => Promise.resolve(shelf()) }));
  let changed = 0;
  model.changed.connect(() => (changed += 1));
  await model.refresh();
  await model.refresh();
  expect(changed).toBe(1);
});

test('a refusal is kept beside what was known', async () => {
  let fails = false;
  const ask = (): Promise<Shelf> =>
    fails ? Promise.reject(new Refusal('Away.')) : Promise.resolve(shelf());
  const model = new ShelfModel(serving({ shelf: ask }));
  await model.refresh();
  fails = true;
  await model.refresh();
  expect(model.fault?.what).toBe('Away.');
  expect(model.shelf?.cards).toHaveLength(1);
});

test('starting asks for the cards again, and a refusal reaches who asked', async () => {
  const ask = jest.fn(() => Promise.resolve(shelf()));
  const start = (course: string): Promise<string> =>
    course === 'lists'
      ? Promise.resolve('lists/first.ipynb')
      : Promise.reject(new Refusal('There is no such course.'));
  const model = new ShelfModel(serving({ shelf: ask, start }));
  expect(await model.start('lists')).toBe('lists/first.ipynb');
  expect(ask).toHaveBeenCalledTimes(1);
  await expect(model.start('loops')).rejects.toThrow('There is no such course.');
});
