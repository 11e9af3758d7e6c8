/** The small parts that the panel is made of. */
import * as React from 'react';
import { say, useDeeds } from './deeds';

type Sign = 'done' | 'current' | 'open' | 'locked' | 'tried' | 'waiting';

const PATHS: Record<Sign, string> = {
  done: 'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm-1.2 10.2L3.7 8.1l1.1-1.1 2 2 4.4-4.4 1.1 1.1z',
  current:
    'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm0 1.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11zM8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6z',
  open: 'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm0 1.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11z',
  locked:
    'M8 1a3.5 3.5 0 0 0-3.5 3.5V7H4a1 1 0 0 0-1 1v6a1 1 0 0 0 1 1h8a1 1 0 0 0 1-1V8a1 1 0 0 0-1-1h-.5V4.5A3.5 3.5 0 0 0 8 1zm0 1.5a2 2 0 0 1 2 2V7H6V4.5a2 2 0 0 1 2-2z',
  tried: 'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm0 1.5a5.5 5.5 0 0 1 0 11z',
  waiting:
    'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm0 1.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11zM7.25 4v4.5l3.2 1.9.75-1.2-2.5-1.5V4z'
};

/** The sign of a state; the state is beside it in words. */
export function Mark({ sign }: { sign: Sign }): React.JSX.Element {
  return (
    <svg className={`mnb-Mark mnb-mod-${sign}`} viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[sign]} />
    </svg>
  );
}

/** Says something to those who do not see it. */
export const Announce = React.createContext<(sentence: string) => void>(
  () => undefined
);

interface IActionProps {
  readonly label: string;
  /** What the button is called where its label alone does not tell. */
  readonly name?: string;
  readonly primary?: boolean;
  readonly deed: () => Promise<void>;
}

/** A button that does something on the server; if it cannot, it says why beneath. */
export function Action({
  label,
  name,
  primary,
  deed
}: IActionProps): React.JSX.Element {
  const announce = React.useContext(Announce);
  const [busy, setBusy] = React.useState(false);
  const [refusal, setRefusal] = React.useState('');
  const act = async (): Promise<void> => {
    setBusy(true);
    setRefusal('');
    try {
      await deed();
    } catch (error) {
      setRefusal(say(error));
      announce(say(error));
    }
    setBusy(false);
  };
  return (
    <>
      <button
        type="button"
        className={primary ? 'mnb-Act mnb-mod-primary' : 'mnb-Act'}
        aria-label={name}
        aria-disabled={busy}
        onClick={() => {
          if (!busy) {
            void act();
          }
        }}
      >
        {label}
      </button>
      {refusal && <p className="mnb-Refusal">{refusal}</p>}
    </>
  );
}

interface IGoProps {
  readonly path: string;
  readonly label?: string | undefined;
  readonly className?: string;
  readonly children: React.ReactNode;
}

/** A link to a notebook, or to an exercise in it. */
export function Go({ path, label, className, children }: IGoProps): React.JSX.Element {
  const deeds = useDeeds();
  const follow = (event: React.MouseEvent): void => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) {
      return; // the browser's own: a new tab or window
    }
    event.preventDefault();
    deeds.go(path, label).catch((error: unknown) => deeds.courses.announce(say(error)));
  };
  return (
    <a
      href={deeds.courses.href(path, label)}
      className={className ?? 'mnb-Link'}
      onClick={follow}
    >
      {children}
    </a>
  );
}

interface ITitledProps {
  readonly path: string;
  readonly label?: string;
  readonly title: string;
  readonly state: string;
}

/** A title, a link where there is a path, and the state beside it or, without room, beneath. */
export function Titled({ path, label, title, state }: ITitledProps): React.JSX.Element {
  return (
    <div className="mnb-Titled">
      {path ? (
        <Go path={path} label={label} className="mnb-Title mnb-Link">
          {title}
        </Go>
      ) : (
        <span className="mnb-Title">{title}</span>
      )}{' '}
      <span className="mnb-State">{state}</span>
    </div>
  );
}

interface ITwistyProps {
  readonly expanded: boolean;
  readonly name: string;
  readonly controls: string;
  readonly toggle: () => void;
}

/** Shows and hides what belongs to a row. */
export function Twisty(props: ITwistyProps): React.JSX.Element {
  return (
    <button
      type="button"
      className="mnb-Twisty"
      aria-expanded={props.expanded}
      aria-controls={props.expanded ? props.controls : undefined}
      aria-label={props.name}
      title={props.name}
      onClick={props.toggle}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d="M4 6l4 4 4-4" fill="none" strokeWidth="1.6" />
      </svg>
    </button>
  );
}

/** A sentence in which `code` is code. */
export function Said({ sentence }: { sentence: string }): React.JSX.Element {
  return (
    <>
      {sentence
        .split('`')
        .map((part, index) => (index % 2 ? <code key={index}>{part}</code> : part))}
    </>
  );
}

const ADDRESS =
  /(https?:\/\/[^\s<>()]+[^\s<>().,;]|[^\s@<>()]+@[^\s@<>()]+\.[a-z]{2,})/i;

/** A sentence in which addresses are links. */
export function Linked({ sentence }: { sentence: string }): React.JSX.Element {
  const parts = sentence.split(ADDRESS);
  return (
    <>
      {parts.map((part, index) =>
        index % 2 ? (
          <a
            key={index}
            className="mnb-Link"
            href={part.includes('://') ? part : `mailto:${part}`}
            target="_blank"
            rel="noreferrer"
          >
            {part}
          </a>
        ) : (
          part
        )
      )}
    </>
  );
}
