/** The plugins of the labextension. */
import { coursesPlugin } from './courses/plugin';
import { panelPlugin } from './panel/plugin';

export default [coursesPlugin, panelPlugin];
