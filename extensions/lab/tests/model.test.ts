import { expect, test } from '@jest/globals';
import { CourseModel } from '../src/courses/model';
import { Refusal, type ICourseServer } from '../src/courses/server';

test('a refusal is kept as words', async () => {
  const server = { view: () => Promise.reject(new Refusal('It is away.')) };
  const model = new CourseModel('', server as unknown as ICourseServer);
  await model.refresh();
  expect(model.fault?.what).toBe('It is away.');
});
