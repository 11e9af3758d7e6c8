import { describe, expect, test } from '@jest/globals';
import { Words, exercisesOf, named, withoutMagic } from '../src/panel/words';
import { card, course, english, exercise, lesson, locked, skill, step } from './views';

const words = new Words(english);

describe('the next step', () => {
  const parts = {
    lesson_title: 'Lists',
    exercise_title: 'The mean of a list',
    skill_title: 'Use lists'
  };

  test('continues with an exercise', () => {
    const { sentence, button } = words.next(step('continue', parts), true);
    expect(sentence).toBe('Continue with “The mean of a list” in “Lists”.');
    expect(button).toBe('Go there');
  });

  test('begins with a lesson that has no exercise', () => {
    const { sentence } = words.next(step('start', { lesson_title: 'Lists' }), true);
    expect(sentence).toBe('Begin with “Lists”.');
  });

  test('brings a deleted lesson back', () => {
    expect(words.next(step('continue', parts), false).button).toBe('Bring it back');
  });

  test('counts what practice must show', () => {
    const { more, button } = words.next(
      step('practice', { ...parts, missing: 1 }),
      false
    );
    expect(more).toBe('1 more right first try');
    expect(button).toBe('Practise');
  });

  test('goes to the practice that waits', () => {
    const { sentence, button } = words.next(step('practice', parts), true);
    expect(sentence).toBe('Fresh exercises for “Use lists” are waiting for you.');
    expect(button).toBe('Go there');
  });

  test('says why nothing is open, without a magic and without a button', () => {
    const said =
      '“Lists” needs 1 more right first try: `%practice lists` gives fresh exercises.';
    const { sentence, button } = words.next(step('locked', { said }), false);
    expect(sentence).toBe('“Lists” needs 1 more right first try.');
    expect(button).toBe('');
  });

  test.each(['start', 'continue', 'practice', 'locked', 'review', 'finished'] as const)(
    '%s says something and names no magic',
    kind => {
      for (const there of [true, false]) {
        const said = words.next(step(kind, { ...parts, said: 'Not yet.' }), there);
        expect(said.sentence).not.toBe('');
        expect(JSON.stringify(said)).not.toMatch(/%|undefined/);
      }
    }
  );
});

describe('sentences of the server', () => {
  const titles = new Map([
    ['mean', { title: 'The mean', lesson: 'On first' }],
    ['sum', { title: 'The sum', lesson: 'On first' }]
  ]);

  test('name exercises by their titles', () => {
    const sentence =
      '“Lists” needs 2 more right first tries: exercises `mean`, `sum`, or fresh ones by `%practice lists`.';
    expect(named(sentence, titles)).toBe(
      '“Lists” needs 2 more right first tries: exercises “The mean”, “The sum”.'
    );
  });

  test('do not say a title twice', () => {
    expect(named('`mean` (“The mean”) in “Lists” has not passed yet.', titles)).toBe(
      '“The mean” in “Lists” has not passed yet.'
    );
  });

  test('keep a name that has no title', () => {
    expect(named('See `other`.', titles)).toBe('See `other`.');
  });

  test('keep what has no magic as it is', () => {
    const sentence = 'One, two: three; four. Five.';
    expect(withoutMagic(sentence)).toBe(sentence);
  });

  test('leave out the exercises that are listed anyway', () => {
    const mean = '`mean` (“The mean”) in “On first” has not passed yet.';
    const rest = '“Lists” needs 1 more right first try.';
    const first = lesson('first', { exercises: [exercise('mean')], why: [mean, rest] });
    expect(words.why(first, titles)).toEqual([rest]);
  });
});

test('many exercises of another lesson are counted, one is named', () => {
  const exercises = exercisesOf(
    course({
      lessons: [lesson('a', { exercises: ['x', 'y', 'z'].map(n => exercise(n)) })]
    })
  );
  const why = ['x', 'y'].map(
    n => `\`${n}\` (“The ${n}”) in “On a” has not passed yet.`
  );
  const rest = '“Lists” needs 1 more right first try.';
  expect(words.why(locked('b', { why: [...why, rest] }), exercises)).toEqual([
    '2 exercises of “On a” have not passed yet.',
    rest
  ]);
  expect(words.why(locked('b', { why: why.slice(1) }), exercises)).toEqual([
    '“The y” in “On a” has not passed yet.'
  ]);
});

test('every state has its word', () => {
  const states = (['done', 'current', 'open', 'locked'] as const).map(state =>
    words.lessonState(lesson('first', { state }))
  );
  expect(states).toEqual(['Done', 'You are here', 'Open', 'Locked']);
  const tried = (['untried', 'tried', 'passed', 'waiting'] as const).map(state =>
    words.exerciseState(exercise('mean', { state }))
  );
  expect(tried).toEqual(['Not tried yet', 'Tried', 'Passed', 'Not verified yet']);
});

test('what is optional says so', () => {
  expect(words.lessonState(lesson('first', { optional: true }))).toBe('Open, optional');
  expect(words.exerciseState(exercise('mean', { required: false }))).toBe(
    'Not tried yet, optional'
  );
});

test('a skill says what it needs, and nothing where it needs nothing', () => {
  expect(words.bar(skill('lists', { missing: 1 }))).toBe(
    'Practising: 1 more right first try'
  );
  expect(words.bar(skill('lists', { level: 'proficient', missing: 0 }))).toBe(
    'Proficient'
  );
  expect(words.need(skill('lists', { missing: 0, due: true }))).toBe(
    'A review is due.'
  );
});

test('a stuck learner is told a way out, and a very stuck one a person', () => {
  expect(words.stuck(skill('lists', { stuck: 1 }))).toContain('that is fine');
  expect(words.stuck(skill('lists', { stuck: 2 }))).toContain('ask for help');
  expect(words.contact(course({ contact: 'the forum' }))).toBe('Who helps: the forum');
  expect(words.contact(course())).not.toBe('');
});

test('counts agree with their nouns', () => {
  expect(words.waiting(1)).toMatch(/^1 answer is/);
  expect(words.waiting(2)).toMatch(/^2 answers are/);
  expect(words.lessonsDone(0, 1)).toBe('0 of 1 lesson done');
  expect(words.lessonsDone(3, 12)).toBe('3 of 12 lessons done');
});

test('one opened lesson is told by name, and several are', () => {
  expect(words.opened([lesson('a')])).toBe('“On a” is open.');
  expect(words.opened([lesson('a'), lesson('b')])).toBe(
    'These lessons are open: “On a”, “On b”.'
  );
});

test('a practice notebook says what is left in it', () => {
  const practice = {
    path: 'practice/lists-1.ipynb',
    purpose: 'review' as const,
    target: 'lists',
    title: 'Use lists',
    exercises: [exercise('mean@1', { state: 'passed' }), exercise('mean@2')]
  };
  expect(words.practice(practice)).toBe('Review: Use lists (1 exercise left)');
  expect(words.practice({ ...practice, exercises: [] })).toBe('Review: Use lists');
});

test('a card says how far its course has come', () => {
  expect(words.cardLabel(card('lists'))).toBe('All about lists');
  expect(words.cardCaption(card('lists'))).toBe('Start “All about lists”');
  const started = card('lists', { path: 'lessons/first.ipynb', done: 1 });
  expect(words.cardLabel(started)).toBe('All about lists (1 of 4 done)');
  expect(words.cardCaption(started)).toBe('Go on with “All about lists”');
  expect(words.cardLabel({ ...started, done: 4 })).toBe('All about lists (finished)');
});

test('an exercise is known by its title and its lesson', () => {
  const lessons = [lesson('first', { exercises: [exercise('mean')] })];
  expect(exercisesOf(course({ lessons })).get('mean')).toEqual({
    title: 'The mean',
    lesson: 'On first'
  });
});
