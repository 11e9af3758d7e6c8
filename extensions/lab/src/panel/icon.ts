/** The sign of a course: steps that lead up to a star. */
import { LabIcon } from '@jupyterlab/ui-components';

const SVG = `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">
  <g class="jp-icon3" fill="#616161">
    <rect x="3" y="16" width="5" height="5" rx="1"/>
    <rect x="9.5" y="12" width="5" height="9" rx="1"/>
    <rect x="16" y="12" width="5" height="9" rx="1"/>
    <path d="M18.5 2l1.1 2.9 3.1.1-2.4 1.9.9 3-2.7-1.7-2.7 1.7.9-3L14.3 5l3.1-.1z"/>
  </g>
</svg>`;

export const courseIcon = new LabIcon({ name: 'masterynb-lab:course', svgstr: SVG });
