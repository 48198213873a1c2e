/** A provider's whole answer as its caller gets it: the bytes as they are, or translated by way of the middle form. */
import type { AskedUnary } from '@turnpike/dialects/ask-unary';
import type { AnswerIdentity, JsonObject, Surface, Voice } from '@turnpike/dialects/dialect';
import { parseObject } from '@turnpike/dialects/json';
import { markAnswer } from '@turnpike/dialects/origin';
import { NO_USAGE } from '@turnpike/domain/usage';
import type { CollectedResponse } from '@turnpike/egress/response-buffer';
import type { PreparedCall } from '@turnpike/providers/prepare-call';
import type { ProviderAdapter, ProviderOperation } from '@turnpike/providers/provider-adapter';
import type { Routed, Understood, UpstreamAnswer } from '../tickets.js';
import { isEncoded } from './is-encoded.js';

export interface AnswerReading {
  readonly adapter: ProviderAdapter;
  readonly prepared: PreparedCall;
  readonly ticket: Routed;
}

type UnaryAnswer = Extract<UpstreamAnswer, { kind: 'unary' }>;

const JSON_TYPE = 'application/json';

/** Null: it is no answer, whatever its status says. */
export function toAnswer(response: CollectedResponse, reading: AnswerReading): UnaryAnswer | null {
  if (isEncoded(response.headers)) return null;
  const { voice, unary } = reading.prepared;
  if (voice !== null) return translated(response.body, voice, reading.ticket);
  return unary === null ? passed(response, reading) : questioned(response.body, unary, reading.ticket);
}

/** An answer whose usage can be read is one; for the others a look inside decides. */
function passed({ status, headers, body }: CollectedResponse, { adapter, ticket }: AnswerReading): UnaryAnswer | null {
  const { usage } = adapter.readUnaryUsage(body, ticket.arrival.operation.key as ProviderOperation);
  const contentType = String(headers['content-type'] ?? JSON_TYPE);
  const { media, surface, remembers } = ticket.arrival.operation;
  // What reports its usage and has no error in it is an answer, which saves a look inside of nearly every one.
  const mustLook = usage === null || body.includes(ERROR_WORD);
  const isMedia = media?.isAnswer(contentType) === true;
  if (mustLook && !isMedia && !isAnswer(objectOf(body), adapter, surface)) return null;
  const json = remembers === true ? objectOf(body) : null;
  return { kind: 'unary', status, body, contentType, usage, source: 'provider', json };
}

const ERROR_WORD = Buffer.from('"error"');

/** Whether an object says what was asked for, as far as that can be told on the caller's own wire. */
function isAnswer(json: JsonObject | null, { voice }: ProviderAdapter, surface: Surface | null): boolean {
  if (json === null || (json.error !== undefined && json.error !== null)) return false;
  if (voice !== null && voice.dialect === surface?.dialect) return voice.decodeAnswer(json) !== null;
  return surface === null || Array.isArray(json.choices);
}

function objectOf(body: Buffer): JsonObject | null {
  return parseObject(body.toString());
}

function translated(bytes: Buffer, voice: Voice, ticket: Routed): UnaryAnswer | null {
  const { surface } = ticket.arrival.operation;
  const said = objectOf(bytes);
  const answer = said === null ? null : voice.decodeAnswer(said);
  if (answer === null || surface === null) return null;
  const isForeign = surface.dialect !== voice.dialect;
  const json = surface.encodeAnswer(isForeign ? markAnswer(answer, voice.dialect) : answer, identityOf(ticket));
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

/** What an answer that we write says of itself. */
export function identityOf({ arrival, request, asked }: Understood): AnswerIdentity {
  const { publicRequestId: requestId, startedAtMs: createdAtMs } = arrival;
  return { requestId, model: request.model, createdAtMs, wantsUsage: request.wantsUsageEvent, request: asked };
}
