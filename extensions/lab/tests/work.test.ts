import { expect, test } from '@jest/globals';
import shared from '../../../tests/checks/work.json';
import {
  cutApart,
  findCheck,
  findChecked,
  findLabel,
  findWork,
  withLabel
} from '../src/exercises/work';
import { makeCells } from './fakes';

test.each(shared.labels)('a label is found as Python finds it: %j', one => {
  expect(findLabel(one.source)).toBe(one.label);
});

test.each(shared.works)('work is found as Python finds it: $why', one => {
  const cells = one.cells.map(([id = '', source = '']) => ({ id, source }));
  expect(findWork(cells, one.label, one.cell)).toBe(one.found);
});

test('a cell with another line or spaces still checks', () => {
  expect(findChecked('# now\n  %check  bill ')).toBe('bill');
  expect(findChecked('%check')).toBeNull();
  expect(findChecked('%check bill please')).toBeNull();
  expect(findChecked('%checks bill')).toBeNull();
});

test('the nearest check below goes before one above', () => {
  const cells = makeCells();
  const twice = [{ ...cells[2], id: 'above' } as (typeof cells)[number], ...cells];
  expect(findCheck(twice, 'bill', 2)?.id).toBe('check-bill');
  expect(findCheck(twice, 'bill', 5)?.id).toBe('check-bill');
  expect(findCheck(cells.slice(3), 'bill', 0)).toBeNull();
});

test('a cell is cut before its labels, and options stay with theirs', () => {
  expect(cutApart('#| exercise: a\nx = 1\n\n#| exercise: b\ny = 2')).toEqual([
    '#| exercise: a\nx = 1',
    '#| exercise: b\ny = 2'
  ]);
  expect(cutApart('#| title: A\n#| exercise: a\nx = 1')).toHaveLength(1);
  expect(cutApart('#| exercise: a\nx = 1\n\n%check a\n\ny = 2')).toEqual([
    '#| exercise: a\nx = 1',
    '%check a',
    'y = 2'
  ]);
  expect(cutApart('z = 0\n#| exercise: a')).toEqual(['z = 0', '#| exercise: a']);
});

test('a label is put above the code, or in the place of another', () => {
  expect(withLabel('x = 1', 'a')).toBe('#| exercise: a\nx = 1');
  expect(withLabel('#| title: A\n#| exercise: b\nx = 1', 'a')).toBe(
    '#| title: A\n#| exercise: a\nx = 1'
  );
});
