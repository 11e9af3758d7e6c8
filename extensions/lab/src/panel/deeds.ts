/** What a learner can do from the panel. Every refusal becomes a sentence on screen. */
import { createContext, useContext } from 'react';
import type { CourseModel } from '../courses/model';
import { Refusal } from '../courses/server';
import type { LessonView, Material } from '../courses/wire';
import type { ICourses } from '../tokens';
import { Words } from './words';

export class Deeds {
  constructor(
    readonly courses: ICourses,
    readonly model: CourseModel
  ) {
    this.words = new Words(courses.trans);
  }

  readonly words: Words;

  /** Open a notebook, at an exercise if there is a label. */
  async go(path: string, label = ''): Promise<void> {
    await (label ? this.courses.goTo(path, label) : this.courses.open(path));
  }

  /** Hand out fresh exercises of a skill and go there. */
  async practise(skill: string): Promise<void> {
    const { server } = this.courses.courses;
    await this._take(await server.practice(this.model.folder, skill));
  }

  /** Hand out what stands before a lesson and go there. */
  async testOut(lesson: string): Promise<void> {
    const { server } = this.courses.courses;
    await this._take(await server.testOut(this.model.folder, lesson));
  }

  /** Lay a lesson out again that is open and not in the folder. */
  async bringBack(lesson: string): Promise<void> {
    const view = await this.courses.courses.server.reveal(this.model.folder);
    this.model.take(view);
    const found = view.lessons.find((item: LessonView) => item.lesson === lesson);
    if (!found?.path) {
      throw new Refusal(
        this.courses.trans.__('The lesson could not be brought back.'),
        this.courses.trans.__('Is there a file of its name in your folder?')
      );
    }
    await this.go(found.path);
  }

  /** The address of extra material. */
  address(material: Material): string {
    return material.url || this.courses.href(material.path);
  }

  private async _take(handed: { path: string; message: string }): Promise<void> {
    void this.model.refresh();
    await this.courses.open(handed.path);
    this.courses.announce(handed.message);
  }
}

/** Say in words why something could not be done. */
export function say(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export const DeedsContext = createContext<Deeds | null>(null);

export function useDeeds(): Deeds {
  const deeds = useContext(DeedsContext);
  if (!deeds) {
    throw new Error('a part of the panel stands outside of it');
  }
  return deeds;
}
