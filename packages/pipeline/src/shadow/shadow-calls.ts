/**
 * Shadow traffic: after a caller has its answer, the same request goes to a second place, and what comes is compared and
 * forgotten. Nobody is charged, nothing is held, nobody waits for it: a process that ends cancels its shadows. At most
 * {@link MOST_AT_ONCE} at a time; beyond it they are left out and counted.
 *
 * May touch the network through egress, and its recorder. Must never touch what the caller was given.
 */
import type { ShadowComparison } from '@turnpike/contracts/shadow-comparison';
import { newId, publicId } from '@turnpike/domain/ids';
import { outputTokensOf } from '@turnpike/domain/usage';
import type { EgressCall } from '@turnpike/egress/egress';
import type { Choice } from '@turnpike/routing/route-plan';
import type { CatalogueTarget } from '../catalogue.js';
import type { Relayed } from '../relay/relayed.js';
import type { Dispatched } from '../tickets.js';
import { askShadow, type ShadowAnswer, type ShadowServices } from './ask-shadow.js';
import type { ComparisonRecorder } from './comparison-recorder.js';
import { type Spoken, spokenBy, spokenOn } from './spoken.js';
import { textSimilarity } from './text-similarity.js';

/** Shadows of one process under way together. */
export const MOST_AT_ONCE = 64;

export class ShadowCalls {
  /** Shadows left out since the start, for there were too many. */
  leftOut = 0;
  private readonly services: () => ShadowServices;
  private readonly recorder: ComparisonRecorder;
  private readonly calls = new Set<ShadowCall>();
  private isClosed = false;

  /** `services` is asked when the first shadow begins, not before. */
  constructor(services: () => ShadowServices, recorder: ComparisonRecorder) {
    this.services = services;
    this.recorder = recorder;
  }

  get underWay(): number {
    return this.calls.size;
  }

  /** Comparisons that could not be kept since the start. */
  get dropped(): number {
    return this.recorder.dropped;
  }

  /** Asks the plan's shadow what this call asked. Never waits, never throws. */
  begin(ticket: Dispatched, relayed: Relayed): void {
    const { shadow } = ticket.plan;
    if (shadow === null || this.isClosed || !isComparable(ticket, relayed)) return;
    if (this.calls.size >= MOST_AT_ONCE) {
      this.leftOut += 1;
      return;
    }
    const call = new ShadowCall();
    this.calls.add(call);
    void this.run(ticket, relayed, { shadow, call })
      .catch((cause: unknown) => this.services().onFault(cause, ticket.arrival.publicRequestId))
      .finally(() => this.calls.delete(call));
  }

  /** Cancels what is under way, begins nothing more, and sends what was compared. */
  async close(): Promise<void> {
    this.isClosed = true;
    for (const call of this.calls) call.cancel();
    await this.recorder.close();
  }

  private async run(
    ticket: Dispatched,
    relayed: Relayed,
    { shadow, call }: { shadow: Choice<CatalogueTarget>; call: ShadowCall },
  ): Promise<void> {
    const id = newId();
    const startedAtMs = Date.now();
    const startedAt = performance.now();
    const flight = shadow.place.begin();
    const late = setTimeout(() => call.timeOut(), ticket.plan.attempts.totalTimeoutMs).unref();
    try {
      const answer = await askShadow(this.services(), ticket, {
        ...shadow,
        flight,
        requestId: publicId('shadowComparison', id),
        onCall: (egressCall) => call.bind(egressCall),
      });
      const durationMs = Math.round(performance.now() - startedAt);
      flight.end(answer.outcome);
      // What we broke off ourselves tells nothing.
      if (call.isCancelled) return;
      const timing = { startedAtMs, startedAt, durationMs };
      this.recorder.record(await compare({ id, ticket, relayed, shadow, answer, timing }));
    } finally {
      flight.end('unknown');
      clearTimeout(late);
    }
  }
}

/** One shadow under way, that may be ended before its call exists. */
class ShadowCall {
  isCancelled = false;
  private call: EgressCall | null = null;

  bind(call: EgressCall): void {
    this.call = call;
    if (this.isCancelled) call.abort('shutdown');
  }

  cancel(): void {
    this.isCancelled = true;
    this.call?.abort('shutdown');
  }

  timeOut(): void {
    this.call?.timeOut('total_timeout');
  }
}

/** Neither sessions nor forms, whose files are gone; and nothing that its caller broke off, or we did. */
function isComparable({ answer, arrival }: Dispatched, { reading }: Relayed): boolean {
  if (answer.kind === 'session' || arrival.operation.media?.takes === 'multipart') return false;
  return reading.source !== 'none' && reading.endReason !== 'shutdown' && reading.endReason !== 'client_gone';
}

interface Compared {
  readonly id: string;
  readonly ticket: Dispatched;
  readonly relayed: Relayed;
  readonly shadow: Choice<CatalogueTarget>;
  readonly answer: ShadowAnswer;
  readonly timing: { startedAtMs: number; startedAt: number; durationMs: number };
}

async function compare({ id, ticket, relayed, shadow, answer, timing }: Compared): Promise<ShadowComparison> {
  const { arrival, request, target } = ticket;
  const given = answer.spoken === null ? null : await spokenTo(ticket);
  const { firstByteMs, durationMs } = timesOf(ticket);
  return {
    id,
    requestId: arrival.requestId,
    model: request.model.slice(0, 200),
    targetId: target.id,
    shadowTargetId: shadow.target.id,
    status: relayed.reading.status,
    shadowStatus: answer.status,
    firstByteMs,
    shadowFirstByteMs: answer.firstByteAt === null ? null : Math.round(answer.firstByteAt - timing.startedAt),
    durationMs,
    shadowDurationMs: timing.durationMs,
    outputTokens: outputTokensOf(relayed.reading.usage),
    shadowOutputTokens: answer.outputTokens,
    similarity: given === null || answer.spoken === null ? null : textSimilarity(given.text, answer.spoken.text),
    sameFinish: sameFinish(given, answer.spoken),
    error: answer.error,
    startedAtMs: timing.startedAtMs,
  };
}

/** What the caller was told, as far as it is at hand: a stream's tap keeps it for counting. */
function spokenTo({ answer, arrival }: Dispatched): Spoken | null | Promise<Spoken | null> {
  const { surface } = arrival.operation;
  if (surface === null || answer.kind === 'session') return null;
  return answer.kind === 'stream' ? spokenBy(answer.reader.tap) : spokenOn(surface.dialect, answer.body);
}

function sameFinish(given: Spoken | null, shadow: Spoken | null): boolean | null {
  const [one, other] = [given?.finish ?? null, shadow?.finish ?? null];
  return one === null || other === null ? null : one === other;
}

/** Of the try that answered: not of those before it, nor of what the corridor adds. */
function timesOf({ attempts, answer, arrival }: Dispatched): { firstByteMs: number | null; durationMs: number } {
  const askedUs = attempts.find(({ outcome }) => outcome === 'ok')?.durationUs ?? 0;
  const isStream = answer.kind === 'stream';
  const relayedUs = isStream ? (arrival.timer.stagesUs.relay ?? 0) : 0;
  return {
    firstByteMs: isStream ? Math.round(askedUs / 1000) : null,
    durationMs: Math.round((askedUs + relayedUs) / 1000),
  };
}
