// Loaded by `node --import`, also into threads: the built nearfar then holds no decoded images in memory.
import { MEMORY } from '../../dist/data/collection.js';

MEMORY.mostBytes = 0;
