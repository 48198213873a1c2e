import type { Target } from './call/call-target';
import type { CallPlace } from './call/use-call';

/** What every mode is given. */
export interface ModeProps {
  place: CallPlace & { environment: 'live' | 'test' };
  target: Target;
  /** Of the address: what the form begins with. */
  initial: { model: string; prompt: string; system: string };
}
