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
  const { shelf } = courses;
  React.useEffect(() => {
    void shelf.refresh();
  }, [shelf]);
  return (
    <UseSignal signal={shelf.changed}>
      {() => <Shelf courses={courses} level={level} />}
    </UseSignal>
  );
}

function Shelf({ courses, level }: ICardsProps): React.JSX.Element {
  const { shelf, fault } = courses.shelf;
  const { trans } = courses;
  return (
    <>
      {fault && (
        <div className="mnb-Note mnb-mod-fault">
          <p>{say(fault)}</p>
          <button
            type="button"
            className="mnb-Act"
            onClick={() => void courses.shelf.refresh()}
          >
            {trans.__('Try again')}
          </button>
        </div>
      )}
      {shelf?.problem && <p className="mnb-Note">{shelf.problem}</p>}
      {shelf && !shelf.cards.length && (
        <p className="mnb-Quiet">{trans.__('There are no courses here yet.')}</p>
      )}
      <ul className="mnb-Cards">
        {shelf?.cards.map(card => (
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
        deed={async () => courses.open(await courses.shelf.start(card.course))}
      />
    </li>
  );
}
