/** The courses of this computer or hub, as an accessible list. */
import { UseSignal } from '@jupyterlab/apputils';
import * as React from 'react';
import type { Card } from '../courses/wire';
import { say } from '../panel/deeds';
import { Action } from '../panel/parts';
import { Bar } from '../panel/skills';
import { Words } from '../panel/words';
import type { ICourses } from '../tokens';

interface ICardsProps {
  readonly courses: ICourses;
  readonly level: 'h2' | 'h3';
}

export function Cards({ courses, level }: ICardsProps): React.JSX.Element {
  const { catalogue } = courses;
  React.useEffect(() => {
    void catalogue.refresh();
  }, [catalogue]);
  return (
    <UseSignal signal={catalogue.changed}>
      {() => <CardList courses={courses} level={level} />}
    </UseSignal>
  );
}

function CardList({ courses, level }: ICardsProps): React.JSX.Element {
  const { known, fault } = courses.catalogue;
  const { trans } = courses;
  return (
    <>
      {fault && (
        <div className="mnb-Note mnb-mod-fault">
          <p>{say(fault)}</p>
          <button
            type="button"
            className="mnb-Act"
            onClick={() => void courses.catalogue.refresh()}
          >
            {trans.__('Try again')}
          </button>
        </div>
      )}
      {known?.problem && <p className="mnb-Note">{known.problem}</p>}
      {known && !known.cards.length && (
        <p className="mnb-Quiet">{trans.__('There are no courses here yet.')}</p>
      )}
      <ul className="mnb-Cards">
        {known?.cards.map(card => (
          <CardItem key={card.course} courses={courses} card={card} level={level} />
        ))}
      </ul>
    </>
  );
}

interface ICardProps extends ICardsProps {
  readonly card: Card;
}

function CardItem({ courses, card, level: Level }: ICardProps): React.JSX.Element {
  const { trans } = courses;
  const words = new Words(trans);
  const started = card.path !== '';
  return (
    <li className="mnb-Card">
      <Level>{card.title}</Level>
      {card.description && <p>{card.description}</p>}
      {started && card.lessons > 0 && (
        <>
          <Bar
            name={card.title}
            text={words.lessonsDone(card.done, card.lessons)}
            share={card.done / card.lessons}
          />
          <p className="mnb-Quiet">{words.lessonsDone(card.done, card.lessons)}</p>
        </>
      )}
      <Action
        primary
        label={started ? trans.__('Go on') : trans.__('Start')}
        name={words.cardCaption(card)}
        deed={async () => courses.open(await courses.catalogue.start(card.course))}
      />
    </li>
  );
}
