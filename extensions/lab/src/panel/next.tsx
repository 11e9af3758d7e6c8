/** The one next step, and the ways out for a learner who is stuck. */
import * as React from 'react';
import type { CourseView, SkillView, Step } from '../courses/wire';
import { type Deeds, useDeeds } from './deeds';
import { Action, Linked, Said } from './parts';

export const Next = React.memo(function Next({
  next
}: {
  next: CourseView['next'];
}): React.JSX.Element {
  const deeds = useDeeds();
  const { step, path } = next;
  const invitation = deeds.words.next(step, path !== '');
  return (
    <section className="mnb-Next" aria-labelledby="mnb-next">
      <h3 id="mnb-next">
        {step.kind === 'finished'
          ? deeds.courses.trans.__('Finished')
          : deeds.courses.trans.__('Next')}
      </h3>
      <p>
        <Said sentence={invitation.sentence} />
      </p>
      {invitation.more && <p className="mnb-Quiet">{invitation.more}</p>}
      {invitation.button && (
        <Action
          primary
          label={invitation.button}
          deed={() => take(deeds, step, path)}
        />
      )}
    </section>
  );
});

/** Take the next step: go where it is done, after asking for it where it is not there. */
function take(deeds: Deeds, step: Step, path: string): Promise<void> {
  if (path) {
    return deeds.go(path, step.label);
  }
  const skill = step.kind === 'practice' || step.kind === 'review';
  return skill ? deeds.practise(step.skill) : deeds.bringBack(step.lesson);
}

/** What a learner may do who does not get on with a skill. */
export function Stuck({ view }: { view: CourseView }): React.JSX.Element | null {
  const { courses, words } = useDeeds();
  const stuck = view.skills.filter(skill => skill.stuck);
  if (!stuck.length) {
    return null;
  }
  return (
    <section className="mnb-Stuck" aria-labelledby="mnb-stuck">
      <h3 id="mnb-stuck">{courses.trans.__('Another way')}</h3>
      {stuck.map(skill => (
        <StuckSkill key={skill.skill} skill={skill} />
      ))}
      <p>
        <Linked sentence={words.contact(view)} />
      </p>
    </section>
  );
}

function StuckSkill({ skill }: { skill: SkillView }): React.JSX.Element {
  const deeds = useDeeds();
  const { trans } = deeds.courses;
  return (
    <>
      <p>{deeds.words.stuck(skill)}</p>
      <Materials skill={skill} />
      <Action
        label={trans.__('Practise')}
        name={trans.__('Practise “%1”', skill.title)}
        deed={() => deeds.practise(skill.skill)}
      />
    </>
  );
}

/** The extra material of a skill. */
export function Materials({ skill }: { skill: SkillView }): React.JSX.Element | null {
  const deeds = useDeeds();
  if (!skill.extra.length) {
    return null;
  }
  return (
    <ul className="mnb-Materials">
      {skill.extra.map(material => (
        <li key={material.url || material.path}>
          <a
            className="mnb-Link"
            href={deeds.address(material)}
            target="_blank"
            rel="noreferrer"
            onClick={event => {
              if (!material.url) {
                event.preventDefault();
                void deeds.go(material.path);
              }
            }}
          >
            {material.title}
          </a>
        </li>
      ))}
    </ul>
  );
}
