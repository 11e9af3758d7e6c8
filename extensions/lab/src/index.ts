/** The plugins of the labextension. */
import { coursesPlugin } from './courses/plugin';
import { exercisesPlugin } from './exercises/plugin';
import { launcherPlugin } from './launcher/plugin';
import { panelPlugin } from './panel/plugin';
import { revealPlugin } from './reveal/plugin';

export default [
  coursesPlugin,
  exercisesPlugin,
  panelPlugin,
  revealPlugin,
  launcherPlugin
];
