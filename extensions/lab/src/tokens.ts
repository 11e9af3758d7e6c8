/** What the plugins hand to each other. */
import { Token } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CourseModel, Courses } from './courses/model';
import type { Refusal } from './courses/server';
import type { CatalogueModel } from './courses/catalogue';
import type { NotebookView } from './courses/wire';

/** The courses on screen, and the one that the learner is in. */
export interface ICourses {
  readonly courses: Courses;
  readonly catalogue: CatalogueModel;
  readonly trans: TranslationBundle;

  /** The course of the notebook in front; null outside of any. */
  readonly current: CourseModel | null;

  /** What the notebook in front is; null until it is known. */
  readonly notebook: NotebookView | null;

  /** Why it is not known which course is in front; null where it is. */
  readonly fault: Refusal | null;

  /** Emits when another course, or another notebook, is in front. */
  readonly currentChanged: ISignal<ICourses, void>;

  /** Ask again which course is in front. */
  again(): Promise<void>;

  /** Open a file of this server, as this front end does. */
  open(path: string): Promise<void>;

  /** Open a notebook at the cell of an exercise. */
  goTo(path: string, label: string): Promise<void>;

  /** The address under which this front end opens a file, for a link. */
  href(path: string, label?: string): string;

  /** Say something to those who do not see it, when they have a moment. */
  announce(sentence: string): void;
}

export const ICourses = new Token<ICourses>(
  'masterynb-lab:ICourses',
  'The courses on screen, and the one that the learner is in.'
);
