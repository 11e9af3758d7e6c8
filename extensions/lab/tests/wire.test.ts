import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import * as wire from '../src/courses/wire';

interface IFixture {
  readonly schema: keyof typeof wire;
  readonly value: unknown;
}

const FOLDER = join(__dirname, '../../../tests/server/wire');

function read(folder: string): [string, IFixture][] {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names
    .filter(name => name.endsWith('.json'))
    .map(name => [
      name,
      JSON.parse(readFileSync(join(folder, name), 'utf8')) as IFixture
    ]);
}

function check({ schema, value }: IFixture): boolean {
  return v.safeParse(wire[schema], value).success;
}

describe('what the server says', () => {
  test('is there to be read', () => {
    expect(read(FOLDER).length).toBeGreaterThan(0);
    expect(read(join(FOLDER, 'broken')).length).toBeGreaterThan(0);
  });

  test.each(read(FOLDER))('%s is understood', (_, fixture) => {
    expect(check(fixture)).toBe(true);
  });

  test.each(read(join(FOLDER, 'broken')))('broken/%s is refused', (_, fixture) => {
    expect(Object.keys(wire)).toContain(fixture.schema);
    expect(check(fixture)).toBe(false);
  });
});
