/** How a session ends: what its record and its bill say, what its caller is told, and the code its side is closed with. */
import type { EndReason } from '@turnpike/domain/usage';
import type { LinkEnd } from '@turnpike/egress/message-link';
import { ApiError } from '@turnpike/errors/api-error';

export interface Ending {
  readonly reason: EndReason;
  /** Told as the wire's error message; null for an end without one. */
  readonly error: ApiError | null;
  /** Of RFC 6455 §7.4. */
  readonly closeCode: number;
  readonly closeText: string;
  /** The caller's connection broke: nobody said goodbye. */
  readonly isLost: boolean;
}

const [NORMAL, UNSUPPORTED_DATA, POLICY, TOO_BIG, INTERNAL, RESTART] = [1000, 1003, 1008, 1009, 1011, 1012];

function ending(reason: EndReason, error: ApiError | null, closeCode: number): Ending {
  return { reason, error, closeCode, closeText: error?.code ?? '', isLost: false };
}

/** Ends of our own making. Orderly ones are `complete`, whatever they are for: all that was delivered was reported. */
export const ENDINGS = {
  balanceExhausted: () => ending('balance_exhausted', new ApiError('balance_exhausted'), POLICY),
  shutdown: () => ending('shutdown', new ApiError('shutting_down'), RESTART),
  expired: () => ending('complete', new ApiError('session_expired'), NORMAL),
  refused: (refusal: ApiError) => ending('complete', refusal, POLICY),
  binary: () => {
    const message = 'A message of a session is a text with one JSON object.';
    return ending('complete', new ApiError('invalid_json', { message }), UNSUPPORTED_DATA);
  },
  garbage: () => ending('upstream_error', new ApiError('upstream_error'), INTERNAL),
  fault: () => ending('upstream_error', new ApiError('internal_error'), INTERNAL),
} as const;

/** Leaving is how a session normally ends. */
export function endedByCaller({ kind }: LinkEnd): Ending {
  switch (kind) {
    case 'closed':
      return ending('complete', null, NORMAL);
    case 'too_large': {
      const message = 'A message is larger than a session takes.';
      return ending('complete', new ApiError('payload_too_large', { message }), TOO_BIG);
    }
    case 'protocol':
    case 'lost':
    case 'silent':
      return { ...ending('client_gone', null, NORMAL), isLost: true };
  }
}

/** A provider that says goodbye as one should has ended the session; any other end is a cut. */
export function endedByProvider({ kind, code, reason }: LinkEnd): Ending {
  if (kind === 'closed' && code === NORMAL) return { ...ending('complete', null, NORMAL), closeText: reason };
  if (kind === 'silent') return ending('timeout', new ApiError('upstream_timeout'), INTERNAL);
  return ending('upstream_cut', new ApiError('upstream_interrupted'), INTERNAL);
}
