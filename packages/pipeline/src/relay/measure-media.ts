/** What pictures, sound and transcripts are billed by: the provider's report, with what prices are of and it left out. */
import { parseObject } from '@turnpike/dialects/json';
import { type Measure, measuresIn, ratedTable } from '@turnpike/domain/pricing';
import type { Usage } from '@turnpike/domain/usage';
import { answerOfStream, type MediaCall, type MediaReading, type MediaSpec } from '@turnpike/endpoints/media';
import type { MediaTap } from '@turnpike/providers/provider-adapter';
import { costAt } from '../catalogue.js';
import { pricesOf } from '../prices-of.js';
import type { Understood, UpstreamAnswer } from '../tickets.js';

type UnaryAnswer = Extract<UpstreamAnswer, { kind: 'unary' }>;

/** A whole answer. What it is billed by may be in its bytes: they are measured for what prices and costs are of. */
export async function measureAnswer(answer: UnaryAnswer, media: MediaSpec, ticket: Understood): Promise<UnaryAnswer> {
  const { body: bytes, contentType, usage: reported } = answer;
  // Sound is no text: to look for JSON in it would cost a copy of it.
  const json = media.isAnswer(contentType) ? null : parseObject(bytes.toString());
  const evidence = { answer: { contentType, bytes, json }, reported, measures: measuresOf(media, ticket) };
  return { ...answer, ...(await media.readUsage(callOf(ticket), evidence)) };
}

/** A stream that is over. One that was cut before it said its last is billed by what came. */
export async function measureStream(tap: MediaTap, media: MediaSpec, ticket: Understood): Promise<MediaReading> {
  const reported = tap.usage();
  if (reported === null && !tap.finishReasonSeen()) {
    return { usage: deliveredOf(tap, media, ticket), source: 'estimated' };
  }
  const answer = answerOfStream(tap.delivered(), reported);
  return media.readUsage(callOf(ticket), { answer, reported, measures: measuresOf(media, ticket) });
}

/** What an open stream has delivered, never more. Cheap. */
export function deliveredOf(tap: MediaTap, media: MediaSpec, ticket: Understood): Usage {
  const part = media.partUsage?.(callOf(ticket), tap.delivered()) ?? tap.estimatedUsage(0);
  const reported = tap.usage();
  if (reported === null) return part;
  const { images, characters } = part;
  return { ...reported, images, characters, seconds: reported.seconds === '0' ? part.seconds : reported.seconds };
}

function callOf({ request, files }: Understood): MediaCall {
  return { body: request.body, files };
}

function measuresOf(media: MediaSpec, ticket: Understood): ReadonlySet<Measure> {
  const { model, arrival } = ticket;
  const costs = [null, ...model.targets].map((target) => costAt(model, target, arrival.startedAtMs));
  const tables = [pricesOf(ticket), ...costs.flatMap((cost) => (cost === null ? [] : [cost.prices]))];
  return new Set(tables.flatMap((table) => [...measuresIn(ratedTable(table, media.ways) ?? table)]));
}
