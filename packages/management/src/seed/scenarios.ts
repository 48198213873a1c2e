import { DEMO } from './demo.js';
import type { Scenario } from './scenario.js';
import { APPROVALS } from './scenarios/approvals.js';
import { BROKE } from './scenarios/broke.js';
import { BUSY } from './scenarios/busy.js';
import { EMPTY } from './scenarios/empty.js';

/** Every scenario there is, as they are listed. A new one is a file in `scenarios/` and a word here. */
export const SCENARIOS: readonly Scenario[] = [DEMO, EMPTY, APPROVALS, BROKE, BUSY];
