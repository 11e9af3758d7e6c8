/** The states of an exercise, told apart by their shapes. */
import * as React from 'react';
import type { State } from './words';

const SHAPES: Record<State, React.JSX.Element> = {
  untried: <circle cx="8" cy="8" r="5.5" />,
  tried: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 4.8V8.6M8 10.9v.3" />
    </>
  ),
  passed: (
    <>
      <circle cx="8" cy="8" r="6.2" className="mnb-mod-filled" />
      <path d="M5 8.2 7.2 10.4 11.2 5.9" className="mnb-mod-tick" />
    </>
  ),
  waiting: (
    <>
      <circle cx="8" cy="8" r="5.5" strokeDasharray="2.4 2" />
      <path d="M8 5.2V8l2 1.4" />
    </>
  )
};

export function StateIcon({ state }: { readonly state: State }): React.JSX.Element {
  return (
    <svg className="mnb-Bar-icon" viewBox="0 0 16 16" aria-hidden="true">
      {SHAPES[state]}
    </svg>
  );
}
