/** The skills of a course: how far each has come, and what it needs. */
import * as React from 'react';
import type { CourseView, PracticeView, SkillView } from '../courses/wire';
import { useDeeds } from './deeds';
import { Materials } from './next';
import { Action, Go, Titled } from './parts';

export const Skills = React.memo(function Skills({
  skills
}: {
  skills: CourseView['skills'];
}): React.JSX.Element {
  const { trans } = useDeeds().courses;
  return (
    <section aria-labelledby="mnb-skills">
      <h3 id="mnb-skills">{trans.__('Skills')}</h3>
      <ul className="mnb-Rows">
        {skills.map(skill => (
          <Skill key={skill.skill} skill={skill} />
        ))}
      </ul>
    </section>
  );
});

const Skill = React.memo(function Skill({
  skill
}: {
  skill: SkillView;
}): React.JSX.Element {
  const deeds = useDeeds();
  const need = deeds.words.need(skill);
  return (
    <li className={`mnb-Row mnb-Skill mnb-mod-${skill.level.replace(' ', '-')}`}>
      <div className="mnb-Row-head">
        <Titled path="" title={skill.title} state={deeds.words.level(skill)} />
      </div>
      <Bar name={skill.title} text={deeds.words.bar(skill)} share={shareOf(skill)} />
      {need && (
        <div className="mnb-Need">
          <span className="mnb-Quiet">{need}</span>
          <Help skill={skill} />
        </div>
      )}
    </li>
  );
});

/** The button that helps on: a review where one is due, else practice. */
function Help({ skill }: { skill: SkillView }): React.JSX.Element | null {
  const deeds = useDeeds();
  const { trans } = deeds.courses;
  if (skill.level === 'not started') {
    return null; // its lesson comes first
  }
  return (
    <Action
      label={skill.due ? trans.__('Review') : trans.__('Practise')}
      name={
        skill.due
          ? trans.__('Review “%1”', skill.title)
          : trans.__('Practise “%1”', skill.title)
      }
      deed={() => deeds.practise(skill.skill)}
    />
  );
}

function shareOf(skill: SkillView): number {
  const proved = skill.level === 'proficient' || skill.level === 'mastered';
  return proved ? 1 : Math.max(0, Math.min(1, skill.belief));
}

interface IBarProps {
  readonly name: string;
  readonly text: string;
  readonly share: number;
}

export function Bar({ name, text, share }: IBarProps): React.JSX.Element {
  return (
    <div
      className="mnb-Meter"
      role="progressbar"
      aria-label={name}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(share * 100)}
      aria-valuetext={text}
    >
      <div style={{ width: `${share * 100}%` }} />
    </div>
  );
}

/** The notebooks of fresh exercises that are in the folder. */
export const Practice = React.memo(function Practice({
  practice
}: {
  practice: readonly PracticeView[];
}): React.JSX.Element | null {
  const { courses, words } = useDeeds();
  if (!practice.length) {
    return null;
  }
  return (
    <section aria-labelledby="mnb-practice">
      <h3 id="mnb-practice">{courses.trans.__('Your practice notebooks')}</h3>
      <ul className="mnb-Rows">
        {practice.map(item => (
          <li key={item.path} className="mnb-Row">
            <Go path={item.path}>{words.practice(item)}</Go>
          </li>
        ))}
      </ul>
    </section>
  );
});

/** What there is to read beside the lessons, for those who are not stuck. */
export const Reading = React.memo(function Reading({
  skills
}: {
  skills: CourseView['skills'];
}): React.JSX.Element | null {
  const { trans } = useDeeds().courses;
  const more = skills.filter(skill => skill.extra.length && !skill.stuck);
  if (!more.length) {
    return null;
  }
  return (
    <section aria-labelledby="mnb-reading">
      <h3 id="mnb-reading">{trans.__('More to read')}</h3>
      {more.map(skill => (
        <Materials key={skill.skill} skill={skill} />
      ))}
    </section>
  );
});
