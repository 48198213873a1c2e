import type { UpstreamFailure } from '@turnpike/providers/provider-adapter';
import { expect, test } from 'vitest';
import { targetOf } from '../test/ticket.fixture.js';
import type { CatalogueTarget } from './catalogue.js';
import { CredentialsInTurn } from './credentials-in-turn.js';

const named = (...names: string[]) => names.map((name) => ({ id: `id of ${name}`, name, secret: `secret of ${name}` }));
const target = targetOf({ credentials: named('a', 'b', 'c') });

function failure(upstreamStatus: number, more: Partial<UpstreamFailure> = {}): UpstreamFailure {
  return {
    errorCode: upstreamStatus === 401 || upstreamStatus === 403 ? 'upstream_rejected_credential' : 'upstream_error',
    blame: 'platform',
    retryable: false,
    fallback: true,
    message: null,
    param: null,
    upstreamStatus,
    upstreamCode: null,
    retryAfterMs: null,
    ...more,
  };
}

/** Credentials on a clock that stands still until it is set. */
function clocked() {
  const clock = { ms: 1_000 };
  const inTurn = new CredentialsInTurn(() => clock.ms);
  const picks = (count: number, from = target) =>
    Array.from({ length: count }, () => inTurn.pick(from).credentialName).join('');
  return { clock, inTurn, picks };
}

const name = (found: CatalogueTarget | null) => found?.credentialName ?? null;

test('one credential, or none, is used as it is: the very same target', () => {
  const { inTurn } = clocked();
  for (const credentials of [[], named('a')]) {
    const alone = targetOf({ credentials });
    expect(inTurn.pick(alone)).toBe(alone);
    expect(inTurn.next(alone, failure(401))).toBeNull();
    expect(inTurn.pick(alone)).toBe(alone);
  }
});

test('several take turns, over all targets of their provider', () => {
  const { inTurn, picks } = clocked();
  expect(picks(4)).toBe('abca');
  expect(inTurn.pick({ ...target, id: 'another target' })).toMatchObject({ credential: 'secret of b' });
});

test.each([
  ['refused', failure(401), 60_000],
  ['forbidden', failure(403), 60_000],
  ['its account is empty', failure(402), 60_000],
  ['busy', failure(429), 30_000],
  ['busy for as long as said', failure(429, { retryAfterMs: 5_000 }), 5_000],
  ['busy, within bounds', failure(429, { retryAfterMs: 86_400_000 }), 300_000],
  ['busy for no time', failure(429, { retryAfterMs: 0 }), 1_000],
])('rests: %s', (_, cause, restMs) => {
  const { clock, inTurn, picks } = clocked();
  expect(name(inTurn.next(inTurn.pick(target), cause))).toBe('b');
  clock.ms += restMs - 1;
  expect(picks(6)).not.toContain('a');
  clock.ms += 1;
  expect(picks(3)).toContain('a');
});

test.each([
  ['the caller’s fault', failure(400, { errorCode: 'invalid_parameter' })],
  ['the provider’s fault', failure(500)],
  ['no answer', failure(504, { errorCode: 'upstream_timeout', upstreamStatus: null })],
])('another credential is no help: %s', (_, cause) => {
  const { inTurn, picks } = clocked();
  expect(inTurn.next(inTurn.pick(target), cause)).toBeNull();
  expect(picks(3)).toBe('bca');
});

test('when all rest, the one that has for longest is used; none is offered in between', () => {
  const { clock, inTurn } = clocked();
  let tried: CatalogueTarget | null = inTurn.pick(target);
  const order: (string | null)[] = [];
  for (; tried !== null; tried = inTurn.next(tried, failure(429))) {
    order.push(tried.credentialName);
    clock.ms += 10;
  }
  expect(order).toEqual(['a', 'b', 'c']);
  expect(name(inTurn.pick(target))).toBe('a');
  expect(name(inTurn.pick(target))).toBe('a');
});

test('a secret that was replaced does not rest for the one before', () => {
  const { inTurn, picks } = clocked();
  inTurn.next(inTurn.pick(target), failure(401));
  expect(picks(3)).not.toContain('a');
  const replaced = {
    ...target,
    credentials: target.credentials.map((row) => ({ ...row, secret: `new ${row.secret}` })),
  };
  expect(picks(3, replaced)).toContain('a');
});
