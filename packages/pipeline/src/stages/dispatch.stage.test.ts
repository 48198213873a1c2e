/** What a try says of its place, whatever ends it, and that it says it once. */
import { AttemptPolicySchema } from '@turnpike/contracts/management/routing';
import type { Egress, EgressCall, EgressRequest, EgressSink } from '@turnpike/egress/egress';
import { EgressError, type EgressErrorKind } from '@turnpike/egress/egress-error';
import { Breaker } from '@turnpike/egress/breaker';
import { openAiCompatibleAdapter } from '@turnpike/providers/openai-compatible/adapter';
import type { Choice } from '@turnpike/routing/route-plan';
import { describe, expect, test } from 'vitest';
import { modelOf, OPTIONS, targetOf, understoodOf } from '../../test/ticket.fixture.js';
import type { CatalogueTarget } from '../catalogue.js';
import type { PipelineServices } from '../services.js';
import type { Routed } from '../tickets.js';
import { dispatch } from './dispatch.stage.js';

const ANSWER = JSON.stringify({
  choices: [{ index: 0, message: { role: 'assistant', content: 'yes' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
});

/** What a place does with a call: answers, breaks off, or throws a fault of ours. */
type Manner = { status: number; body?: string } | { error: EgressErrorKind; code?: string } | 'silent' | 'fault';

class Sent implements EgressCall {
  private readonly sink: EgressSink;

  constructor(sink: EgressSink) {
    this.sink = sink;
  }

  abort(reason: string): void {
    this.fail('aborted', reason);
  }

  timeOut(code: string): void {
    this.fail('timeout_headers', code);
  }

  pause(): void {
    // Nothing is sent that could be paused.
  }

  resume(): void {
    // As above.
  }

  fail(kind: EgressErrorKind, code: string): void {
    this.sink.onError(new EgressError({ kind, code, beforeHeaders: true, requestSent: true }));
  }
}

/** A way out whose peers behave as told, by origin. */
function egressTo(manners: ReadonlyMap<string, Manner>): Egress {
  const request = ({ origin, witness }: EgressRequest, sink: EgressSink): EgressCall => {
    const manner = manners.get(origin) ?? 'silent';
    if (manner === 'fault') throw new TypeError('ours');
    const call = new Sent(sink);
    queueMicrotask(() => {
      if (manner === 'silent') return;
      if ('error' in manner) return call.fail(manner.error, manner.code ?? 'x');
      witness?.firstByte(manner.status);
      sink.onHeaders(manner.status, { 'content-type': 'application/json' });
      sink.onData(Buffer.from(manner.body ?? '{}'));
      sink.onEnd({});
    });
    return call;
  };
  return { request, close: () => Promise.resolve(), destroy: () => Promise.resolve() };
}

/** A call to places of these manners in turn, and what its flights were told. */
function callTo(manners: readonly Manner[], policy: Parameters<typeof AttemptPolicySchema.parse>[0] = {}) {
  const flights: string[][] = [];
  const targets = manners.map((_, index) => targetOf({ baseUrl: `http://place-${index}` }));
  const choices: Choice<CatalogueTarget>[] = targets.map((target) => ({
    target,
    pool: 'all',
    place: {
      key: target.id,
      breaker: new Breaker(),
      inFlight: 0,
      begin() {
        const told: string[] = [];
        flights.push(told);
        return { firstByte: () => told.push('first byte'), end: (outcome) => told.push(outcome) };
      },
    },
  }));
  const plan = {
    rule: null,
    attempts: AttemptPolicySchema.parse(policy),
    fallbackModels: [],
    shadow: null,
    next: () => choices.shift() ?? null,
    takeRetry: () => true,
  };
  const openCall: { cancel: () => void } = { cancel: () => undefined };
  const model = modelOf({ targets });
  const ticket = { ...understoodOf({ model }), plan, openCall } as unknown as Routed;
  const origins = manners.map((manner, index) => [`http://place-${index}`, manner] as const);
  const services = {
    options: { ...OPTIONS, answerLimitBytes: 10_000 },
    egress: egressTo(new Map(origins)),
    findAdapter: () => openAiCompatibleAdapter,
    credentials: { pick: (target: CatalogueTarget) => target, next: () => null },
  } as unknown as PipelineServices;
  return { flights, openCall, result: dispatch(services, ticket) };
}

const WELL: Manner = { status: 200, body: ANSWER };

describe('a flight is told once', () => {
  test.each<{ manner: Manner; told: string[] }>([
    { manner: { status: 400 }, told: ['success'] },
    { manner: { status: 401 }, told: ['failure'] },
    { manner: { status: 429 }, told: ['failure'] },
    { manner: { status: 503 }, told: ['failure'] },
    { manner: { status: 200, body: '<html>' }, told: ['first byte', 'failure'] },
    { manner: { error: 'connect', code: 'ECONNREFUSED' }, told: ['failure'] },
    { manner: { error: 'connect', code: 'queue_timeout' }, told: ['unknown'] },
    { manner: { error: 'connect', code: 'queue_full' }, told: ['unknown'] },
    { manner: { error: 'timeout_headers' }, told: ['failure'] },
    { manner: { error: 'reset' }, told: ['failure'] },
    { manner: { error: 'breaker_open' }, told: ['unknown'] },
    { manner: { error: 'aborted', code: 'closed' }, told: ['unknown'] },
    { manner: { error: 'aborted', code: 'sink_threw' }, told: ['failure'] },
  ])('$manner', async ({ manner, told }) => {
    const { flights, result } = callTo([manner], { mostTries: 1 });
    expect(await result).toMatchObject({ error: { name: 'ApiError' } });
    expect(flights).toEqual([told]);
  });

  test('an answer leaves its flight to whoever relays it', async () => {
    const { flights, result } = callTo([{ status: 503 }, WELL]);
    const dispatched = await result;
    expect(flights).toEqual([['failure'], ['first byte']]);
    expect(dispatched).toMatchObject({
      answer: { status: 200 },
      attempts: [{ outcome: '503' }, { reason: 'fallback' }],
    });
  });

  test('a fault of ours says nothing of a place, and is not hidden', async () => {
    const { flights, result } = callTo(['fault', WELL]);
    await expect(result).rejects.toThrow('ours');
    expect(flights).toEqual([['unknown']]);
  });

  test('of two at once, who lost says nothing', async () => {
    const { flights, result } = callTo(['silent', WELL], { hedgeAfterMs: 20 });
    expect(await result).toMatchObject({ attempts: [{ outcome: 'hedged' }, { outcome: 'ok', reason: 'hedge' }] });
    expect(flights).toEqual([['unknown'], ['first byte']]);
  });

  test('two at once that both fail are two that failed', async () => {
    const { flights, result } = callTo(['silent', { status: 503 }], {
      hedgeAfterMs: 20,
      perTryTimeoutMs: 100,
      mostTries: 2,
    });
    expect(await result).toMatchObject({ error: { code: 'upstream_timeout' }, attempts: [{}, {}] });
    expect(flights).toEqual([['failure'], ['failure']]);
  });

  test('a shutdown ends what is under way, and begins nothing', async () => {
    const { flights, openCall, result } = callTo(['silent', WELL]);
    await Promise.resolve();
    openCall.cancel();
    expect(await result).toMatchObject({ error: { code: 'shutting_down' } });
    expect(flights).toEqual([['unknown']]);
  });
});

test('a shutdown does not wait for a pause', async () => {
  const { flights, openCall, result } = callTo([{ status: 503 }]);
  setTimeout(() => openCall.cancel(), 5);
  expect(await result).toMatchObject({ error: { code: 'shutting_down' }, attempts: [{ outcome: '503' }] });
  expect(flights).toHaveLength(1);
});
