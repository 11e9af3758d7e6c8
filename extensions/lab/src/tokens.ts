/** What the plugins hand to each other. */
import { Token } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CourseModel, Courses } from './courses/model';

/** The courses on screen, and the one that the learner is in. */
export interface ICourses {
  readonly courses: Courses;
  readonly trans: TranslationBundle;

  /** The course of the notebook in front; null outside of any. */
  readonly current: CourseModel | null;

  /** Emits when another course is in front. */
  readonly currentChanged: ISignal<ICourses, void>;

  /** Open a file of this server, as this front end does. */
  open(path: string): Promise<void>;

  /** The address under which this front end opens a file, for a link. */
  href(path: string): string;
}

export const ICourses = new Token<ICourses>(
  'masterynb-lab:ICourses',
  'The courses on screen, and the one that the learner is in.'
);
