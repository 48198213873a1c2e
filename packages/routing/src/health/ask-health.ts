/**
 * One active check. Healthy is who answers 2xx, and who answers 401 or 403: the question carries no credential, and
 * somebody who refuses it is there. A redirect is no answer. Never throws.
 */
import type { Egress, EgressCall, EgressRequest, EgressSink } from '@turnpike/egress/egress';
import type { EgressError } from '@turnpike/egress/egress-error';

export interface CheckOutcome {
  readonly healthy: boolean;
  /** In words. */
  readonly detail: string;
}

/** More than that of an answer is not waited for. */
const MOST_BYTES = 65_536;

const WORDS: Readonly<Record<EgressError['kind'], string>> = {
  connect: 'no connection',
  timeout_headers: 'no answer in time',
  timeout_body: 'the answer stopped in the middle',
  reset: 'the connection was lost before an answer',
  cut: 'the connection was lost in the middle of the answer',
  aborted: 'no answer in time',
  breaker_open: 'not asked',
  protocol: 'the answer is no HTTP that is accepted here',
};

/** Asks within `timeoutMs`, connecting included. */
export function askHealth(
  egress: Egress,
  { origin, path, timeoutMs }: Pick<EgressRequest, 'origin' | 'path'> & { timeoutMs: number },
): Promise<CheckOutcome> {
  return new Promise((resolve) => {
    const startedAt = performance.now();
    let bytes = 0;
    const sink: EgressSink = {
      onHeaders(status) {
        const healthy = (status >= 200 && status <= 299) || status === 401 || status === 403;
        const ms = Math.round(performance.now() - startedAt);
        resolve({ healthy, detail: `answered ${String(status)} after ${String(ms)} ms` });
      },
      onData(chunk) {
        bytes += chunk.length;
        if (bytes > MOST_BYTES) call.abort('enough');
        return true;
      },
      onEnd: () => clearTimeout(timer),
      onError(error) {
        clearTimeout(timer);
        // Too late once it has answered.
        resolve({ healthy: false, detail: describe(error, timeoutMs) });
      },
    };
    const headers = { accept: '*/*', 'user-agent': 'health-check' };
    const bounds = { connectTimeoutMs: timeoutMs, headersTimeoutMs: timeoutMs };
    // The sink is not called before both are there.
    const call: EgressCall = egress.request({ origin, path, method: 'GET', headers, body: null, ...bounds }, sink);
    const timer = setTimeout(() => call.abort('late'), timeoutMs);
  });
}

function describe({ kind, code }: EgressError, timeoutMs: number): string {
  return code === 'late' ? `no answer within ${String(timeoutMs)} ms` : `${WORDS[kind]} (${code})`;
}
