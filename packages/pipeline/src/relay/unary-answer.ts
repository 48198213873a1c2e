/** A provider's whole answer as its caller gets it: the bytes as they are, or translated by way of the middle form. */
import type { AskedUnary } from '@turnpike/dialects/ask-unary';
import type { AnswerIdentity, JsonObject, Voice } from '@turnpike/dialects/dialect';
import { parseObject } from '@turnpike/dialects/json';
import { measuresIn, ratedTable } from '@turnpike/domain/pricing';
import { NO_USAGE } from '@turnpike/domain/usage';
import type { CollectedResponse } from '@turnpike/egress/response-buffer';
import type { MediaSpec } from '@turnpike/endpoints/media';
import type { PreparedCall } from '@turnpike/providers/prepare-call';
import type { ProviderAdapter, ProviderOperation } from '@turnpike/providers/provider-adapter';
import { costAt } from '../catalogue.js';
import { pricesOf } from '../prices-of.js';
import type { Routed, UpstreamAnswer } from '../tickets.js';

export interface AnswerReading {
  readonly adapter: ProviderAdapter;
  readonly prepared: PreparedCall;
  readonly ticket: Routed;
}

type UnaryAnswer = Extract<UpstreamAnswer, { kind: 'unary' }>;

const JSON_TYPE = 'application/json';

/** Null: it is no answer, whatever its status says. */
export function toAnswer(response: CollectedResponse, reading: AnswerReading): UnaryAnswer | null {
  const { voice, unary } = reading.prepared;
  if (voice !== null) return translated(response.body, voice, reading.ticket);
  return unary === null ? passed(response, reading) : questioned(response.body, unary, reading.ticket);
}

/** What such an answer is billed by may be in its bytes: they are measured for what prices and costs are of. */
export async function measure(answer: UnaryAnswer, media: MediaSpec, ticket: Routed): Promise<UnaryAnswer> {
  const { body: bytes, contentType, usage: reported } = answer;
  const cost = costAt(ticket.model, ticket.arrival.startedAtMs);
  const tables = [pricesOf(ticket), ...(cost === null ? [] : [cost.prices])];
  const measures = new Set(tables.flatMap((table) => [...measuresIn(ratedTable(table, media.ways) ?? table)]));
  const call = { body: ticket.request.body, files: ticket.files };
  // Sound is no text: to look for JSON in it would cost a copy of it.
  const json = media.isAnswer(contentType) ? null : objectOf(bytes);
  return { ...answer, ...(await media.readUsage(call, { answer: { contentType, bytes, json }, reported, measures })) };
}

/** An answer whose usage can be read is one; for the others a look inside decides. */
function passed({ status, headers, body }: CollectedResponse, { adapter, ticket }: AnswerReading): UnaryAnswer | null {
  const { usage } = adapter.readUnaryUsage(body, ticket.arrival.operation.key as ProviderOperation);
  const contentType = String(headers['content-type'] ?? JSON_TYPE);
  const isMedia = ticket.arrival.operation.media?.isAnswer(contentType) === true;
  if (usage === null && !isMedia && !isAnswer(body)) return null;
  const json = ticket.arrival.operation.remembers === true ? objectOf(body) : null;
  return { kind: 'unary', status, body, contentType, usage, source: 'provider', json };
}

function isAnswer(body: Buffer): boolean {
  const json = objectOf(body);
  return json !== null && (json.error === undefined || json.error === null);
}

function objectOf(body: Buffer): JsonObject | null {
  return parseObject(body.toString());
}

function translated(bytes: Buffer, voice: Voice, ticket: Routed): UnaryAnswer | null {
  const { surface } = ticket.arrival.operation;
  const said = objectOf(bytes);
  const answer = said === null ? null : voice.decodeAnswer(said);
  if (answer === null || surface === null) return null;
  const json = surface.encodeAnswer(answer, identityOf(ticket));
  const body = Buffer.from(JSON.stringify(json));
  return { kind: 'unary', status: 200, body, contentType: JSON_TYPE, usage: answer.usage, source: 'provider', json };
}

function questioned(bytes: Buffer, unary: AskedUnary, ticket: Routed): UnaryAnswer | null {
  const said = objectOf(bytes);
  const answer = said === null ? null : unary.decode(said);
  if (answer === null) return null;
  const { usage } = answer;
  const { publicRequestId: requestId } = ticket.arrival;
  const json = answer.encode({ requestId, model: ticket.request.model, usage: usage ?? NO_USAGE });
  return {
    kind: 'unary',
    status: 200,
    body: Buffer.from(JSON.stringify(json)),
    contentType: JSON_TYPE,
    usage,
    source: 'provider',
    json,
  };
}

/** What a translated answer says of itself. */
export function identityOf({ arrival, request, asked }: Routed): AnswerIdentity {
  const { publicRequestId: requestId, startedAtMs: createdAtMs } = arrival;
  return { requestId, model: request.model, createdAtMs, wantsUsage: request.wantsUsageEvent, request: asked };
}
