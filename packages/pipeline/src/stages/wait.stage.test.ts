import { ApiError } from '@turnpike/errors/api-error';
import type { Entry } from '@turnpike/limits/fair-share/capacity-gate';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { arrivalOf, callerOf, guardedOf, MemoryExchange, modelOf } from '../../test/ticket.fixture.js';
import type { Admitted } from '../tickets.js';
import { waitForModel, waitTurn } from './wait.stage.js';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => vi.useRealTimers());

/** A caller that leaves when told. */
class Leaving extends MemoryExchange {
  leave: () => void = () => undefined;

  override onGone(listener?: () => void): void {
    this.leave = listener ?? this.leave;
  }
}

function ticketOf(given: { waitMs?: number; capacity?: number | null; environment?: 'live' | 'test' }) {
  const { waitMs = 0, capacity = null, environment = 'live' } = given;
  const exchange = new Leaving();
  const guarded = guardedOf({
    arrival: arrivalOf({ exchange }),
    caller: callerOf({ environment }),
    model: modelOf({ capacity }),
  });
  const ticket = { ...guarded, reply: { waitMs }, openCall: { cancel: null } } as unknown as Admitted;
  return { ticket, exchange };
}

describe('a turn', () => {
  test('comes when it was said to, and is no part of the overhead', async () => {
    const { ticket } = ticketOf({ waitMs: 400 });
    const waiting = waitTurn(ticket);
    await vi.advanceTimersByTimeAsync(400);
    expect(await waiting).toBeNull();
    expect(ticket.arrival.timer.stagesUs.wait).toBeGreaterThanOrEqual(400_000);
    expect(ticket.arrival.timer.overheadUs()).toBeLessThan(100_000);
    expect(ticket.openCall.cancel).toBeNull();
  });

  test('of nobody who waits is now', async () => {
    expect(await waitTurn(ticketOf({}).ticket)).toBeNull();
  });

  test('is not waited for by who leaves, nor past a shutdown', async () => {
    const left = ticketOf({ waitMs: 400 });
    const leaving = waitTurn(left.ticket);
    left.exchange.leave();
    expect(await leaving).toEqual({ error: null, attempts: [] });
    const { ticket } = ticketOf({ waitMs: 400 });
    const ended = waitTurn(ticket);
    ticket.openCall.cancel?.();
    expect((await ended)?.error).toMatchObject({ code: 'shutting_down' });
  });
});

describe('a slot of the model', () => {
  function capacitiesThat(entry: Entry | 'wait') {
    const left: string[] = [];
    const enter = (_model: object, _tenant: object, onWaiting: (giveUp: () => void) => void) =>
      entry === 'wait' ? new Promise<Entry>((resolve) => onWaiting(() => resolve('gone'))) : entry;
    return { left, capacities: { enter, enterNow: () => true, leave: ({ id }: { id: string }) => void left.push(id) } };
  }

  test('is given back once', async () => {
    const { capacities, left } = capacitiesThat('entered');
    const slot = await waitForModel({ capacities }, ticketOf({ capacity: 1 }).ticket);
    if (slot === null || 'error' in slot) throw new Error('no slot');
    slot.free();
    slot.free();
    expect(left).toEqual(['model']);
  });

  test.each(['full', 'late'] as const)('%s: 503 with Retry-After', async (entry) => {
    const { capacities } = capacitiesThat(entry);
    const failure = await waitForModel({ capacities }, ticketOf({ capacity: 1 }).ticket);
    expect(failure).toMatchObject({
      error: { code: 'capacity_exhausted', retryAfterSeconds: 10, details: { model: 'm' } },
    });
    expect(failure !== null && 'error' in failure && failure.error).toBeInstanceOf(ApiError);
  });

  test('is not waited for by who leaves, nor past a shutdown', async () => {
    const { capacities, left } = capacitiesThat('wait');
    const gone = ticketOf({ capacity: 1 });
    const leaving = waitForModel({ capacities }, gone.ticket);
    gone.exchange.leave();
    expect(await leaving).toEqual({ error: null, attempts: [] });
    const { ticket } = ticketOf({ capacity: 1 });
    const ended = waitForModel({ capacities }, ticket);
    ticket.openCall.cancel?.();
    expect(await ended).toMatchObject({ error: { code: 'shutting_down' } });
    expect(left).toEqual([]);
  });

  test.each([
    ['a model nobody bounded', { capacity: null }],
    ['a test key', { capacity: 1, environment: 'test' as const }],
  ])('is nothing to %s', async (_what, given) => {
    const { capacities } = capacitiesThat('full');
    expect(await waitForModel({ capacities }, ticketOf(given).ticket)).toBeNull();
  });
});
