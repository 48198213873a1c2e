import type { Attempt } from '@turnpike/contracts/call-record';
import type { Choice } from '@turnpike/routing/route-plan';
import type { CatalogueTarget } from '../catalogue.js';

/** A place to ask, now or after a pause. */
export interface Turn {
  readonly choice: Choice<CatalogueTarget>;
  readonly reason: Attempt['reason'];
  readonly pauseMs: number;
}
