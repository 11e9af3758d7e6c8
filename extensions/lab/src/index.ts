/** The plugins of the labextension. */
import { coursesPlugin } from './courses/plugin';
import { exercisesPlugin } from './exercises/plugin';
import { panelPlugin } from './panel/plugin';

export default [coursesPlugin, exercisesPlugin, panelPlugin];
