/** The sentences that a learner reads in the panel, the notice and on the cards. Pure. */
import type { TranslationBundle } from '@jupyterlab/translation';
import type {
  Card,
  CourseView,
  ExerciseView,
  LessonView,
  PracticeView,
  SkillView,
  Step
} from '../courses/wire';

/** A sentence, and what the button after it says; "" where there is none. */
export interface IInvitation {
  readonly sentence: string;
  readonly more: string;
  readonly button: string;
}

/** The exercises of a course by their labels, each with its title and its lesson's. */
export type Exercises = ReadonlyMap<
  string,
  { readonly title: string; readonly lesson: string }
>;

export class Words {
  constructor(private readonly _trans: TranslationBundle) {}

  /** Say the one next step; `there` tells that its notebook is in the folder. */
  next(step: Step, there: boolean): IInvitation {
    const say = this._trans;
    switch (step.kind) {
      case 'start':
        return this._goOn(step, there, say.__('Start'), [
          say.__('Begin with “%1” in “%2”.', step.exercise_title, step.lesson_title),
          say.__('Begin with “%1”.', step.lesson_title)
        ]);
      case 'continue':
        return this._goOn(step, there, say.__('Go there'), [
          say.__('Continue with “%1” in “%2”.', step.exercise_title, step.lesson_title),
          say.__('Continue with “%1”.', step.lesson_title)
        ]);
      case 'practice':
        return {
          sentence: there
            ? say.__('Fresh exercises for “%1” are waiting for you.', step.skill_title)
            : say.__('Prove “%1” on fresh exercises.', step.skill_title),
          more: this.missing(step.missing),
          button: there ? say.__('Go there') : say.__('Practise')
        };
      case 'review':
        return {
          sentence: say.__(
            'It is time to show that “%1” has stayed.',
            step.skill_title
          ),
          more: '',
          button: there ? say.__('Go there') : say.__('Review')
        };
      case 'locked':
        return { sentence: withoutMagic(step.said), more: '', button: '' };
      case 'finished':
        return {
          sentence: say.__('You have proved everything in this course. Well done.'),
          more: '',
          button: ''
        };
    }
  }

  private _goOn(
    step: Step,
    there: boolean,
    button: string,
    [whole, short]: [string, string]
  ): IInvitation {
    return {
      sentence: step.exercise_title ? whole : short,
      more: there ? '' : this._trans.__('Its notebook is not in your folder.'),
      button: there ? button : this.bringBack()
    };
  }

  bringBack(): string {
    return this._trans.__('Bring it back');
  }

  missing(count: number): string {
    return count
      ? this._trans._n('%1 more right first try', '%1 more right first tries', count)
      : '';
  }

  lessonsDone(done: number, all: number): string {
    return this._trans._n('%2 of %1 lesson done', '%2 of %1 lessons done', all, done);
  }

  lessonState(lesson: LessonView): string {
    const states: Record<LessonView['state'], string> = {
      done: this._trans.__('Done'),
      current: this._trans.__('You are here'),
      open: this._trans.__('Open'),
      locked: this._trans.__('Locked')
    };
    const state = states[lesson.state];
    return lesson.optional ? this._trans.__('%1, optional', state) : state;
  }

  /**
   * Say what a lesson waits for. Its own exercises are listed with their states anyway; those of
   * another lesson are counted where there are many.
   */
  why(lesson: LessonView, exercises: Exercises): string[] {
    const own = new Set(lesson.exercises.map(exercise => exercise.label));
    const left = lesson.why.filter(sentence => !own.has(subject(sentence)));
    const lessonOf = (sentence: string): string =>
      exercises.get(subject(sentence))?.lesson ?? '';
    const counts = new Map<string, number>();
    left
      .map(lessonOf)
      .forEach(title => counts.set(title, (counts.get(title) ?? 0) + 1));
    const said = left.map(sentence => {
      const title = lessonOf(sentence);
      const count = counts.get(title) ?? 0;
      return title && count > 1
        ? this._trans._n(
            '%1 exercise of “%2” has not passed yet.',
            '%1 exercises of “%2” have not passed yet.',
            count,
            title
          )
        : named(sentence, exercises);
    });
    return [...new Set(said)];
  }

  /** Name what shows the rest of a lesson's row. */
  more(lesson: LessonView): string {
    return lesson.state === 'locked'
      ? this._trans.__('Why is “%1” locked?', lesson.title)
      : this._trans.__('Exercises of “%1”', lesson.title);
  }

  exerciseState(exercise: ExerciseView): string {
    const states: Record<ExerciseView['state'], string> = {
      untried: this._trans.__('Not tried yet'),
      tried: this._trans.__('Tried'),
      passed: this._trans.__('Passed'),
      waiting: this._trans.__('Not verified yet')
    };
    const state = states[exercise.state];
    return exercise.required ? state : this._trans.__('%1, optional', state);
  }

  level(skill: SkillView): string {
    const levels: Record<SkillView['level'], string> = {
      'not started': this._trans.__('Not started'),
      practising: this._trans.__('Practising'),
      proficient: this._trans.__('Proficient'),
      mastered: this._trans.__('Mastered')
    };
    return levels[skill.level];
  }

  /** Say what a skill still needs; "" where it needs nothing. */
  need(skill: SkillView): string {
    return skill.due ? this._trans.__('A review is due.') : this.missing(skill.missing);
  }

  /** Say a skill's bar to those who do not see it. */
  bar(skill: SkillView): string {
    const need = this.need(skill);
    const level = this.level(skill);
    return need ? this._trans.__('%1: %2', level, need) : level;
  }

  practice(practice: PracticeView): string {
    const left = practice.exercises.filter(
      exercise => exercise.state !== 'passed'
    ).length;
    const titles: Record<PracticeView['purpose'], string> = {
      practice: this._trans.__('Practice: %1', practice.title),
      review: this._trans.__('Review: %1', practice.title),
      testout: this._trans.__('Test out: %1', practice.title)
    };
    const title = titles[practice.purpose];
    return left
      ? this._trans._n('%2 (%1 exercise left)', '%2 (%1 exercises left)', left, title)
      : title;
  }

  stuck(skill: SkillView): string {
    return skill.stuck > 1
      ? this._trans.__(
          '“%1” is hard going. That happens, and it is no failure: ask for help now.',
          skill.title
        )
      : this._trans.__(
          '“%1” takes its time, and that is fine. Another explanation or fresh exercises may help.',
          skill.title
        );
  }

  contact(view: CourseView): string {
    return view.contact
      ? this._trans.__('Who helps: %1', view.contact)
      : this._trans.__(
          'Ask whoever teaches you, or someone who takes this course too.'
        );
  }

  away(): string {
    return this._trans.__(
      'You can go on reading and running code. What you check is kept and sent later.'
    );
  }

  waiting(count: number): string {
    return this._trans._n(
      '%1 answer is not verified yet. There is nothing to do: it will be.',
      '%1 answers are not verified yet. There is nothing to do: they will be.',
      count
    );
  }

  opened(lessons: readonly LessonView[]): string {
    const [first] = lessons;
    return lessons.length === 1 && first
      ? this._trans.__('“%1” is open.', first.title)
      : this._trans.__(
          'These lessons are open: %1.',
          lessons.map(lesson => this._trans.__('“%1”', lesson.title)).join(', ')
        );
  }

  /** Name a course on the launcher, with how far it has come. */
  cardLabel(card: Card): string {
    if (!card.path || !card.lessons) {
      return card.title;
    }
    return card.done < card.lessons
      ? this._trans.__('%1 (%2 of %3 done)', card.title, card.done, card.lessons)
      : this._trans.__('%1 (finished)', card.title);
  }

  /** Say what a card on the launcher does. */
  cardCaption(card: Card): string {
    return card.path
      ? this._trans.__('Go on with “%1”', card.title)
      : this._trans.__('Start “%1”', card.title);
  }
}

/** Leave out the parts of a sentence that name a magic: the panel has a button for it. */
export function withoutMagic(sentence: string): string {
  const kept = sentence
    .split(/(?<=[:,;.])\s+/)
    .filter(part => !part.includes('`%'))
    .join(' ');
  return kept.replace(/[:,;]$/, '.');
}

/** Say a sentence of the server with the exercises' titles in the place of their names. */
export function named(sentence: string, exercises: Exercises): string {
  return withoutMagic(sentence)
    .replace(/`[^`]+` \((“[^”]+”)\)/g, '$1')
    .replace(/`([^`]+)`/g, (whole, name: string) => {
      const found = exercises.get(name);
      return found ? `“${found.title}”` : whole;
    });
}

/** The exercise that a sentence begins with; "" where it begins otherwise. */
function subject(sentence: string): string {
  return /^`([^`]+)` \(/.exec(sentence)?.[1] ?? '';
}

/** List a course's exercises by their labels. */
export function exercisesOf(view: CourseView): Exercises {
  const holders = [...view.lessons, ...view.practice];
  return new Map(
    holders.flatMap(holder =>
      holder.exercises.map(({ label, title }) => [
        label,
        { title, lesson: holder.title }
      ])
    )
  );
}
