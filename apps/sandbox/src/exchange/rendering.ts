import type { Abilities } from '../answer/ask.js';
import type { AnswerPlan } from '../answer/plan.js';
import type { Strand } from '../deliveries/delivery.js';
import type { Refusal } from './wire.js';

/** What a wire writes at once. */
export interface Frame {
  bytes: string | Uint8Array;
  /** What of the answer it carries, by its length: such frames are the pieces that steering counts. */
  piece?: { strand: Strand; choice: number; length: number };
  /** It reports the usage. */
  usage?: boolean;
}

/** How a wire writes an answer. */
export interface Rendering {
  abilities: Abilities;
  /** What of the request steering stands in, for the error that names it. */
  steeringParam: string;
  whole(plan: AnswerPlan): object;
  stream(plan: AnswerPlan): Iterable<Frame>;
  streamType: string;
  /** How a stream that has begun reports an error. */
  streamError(refusal: Refusal): string | Uint8Array;
}
