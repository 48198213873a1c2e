/**
 * The first thing a request of the data plane meets, before anything is made for it: from an address that has to wait,
 * credentials nobody knows are turned away without a look-up, a record or a trip to any store. Who is known passes, from
 * wherever: a key that was used here before needs not wait for its neighbours.
 */
import { newId, publicId } from '@turnpike/domain/ids';
import { errorStyleOf } from '@turnpike/endpoints/caller-style';
import type { Operation } from '@turnpike/endpoints/operation';
import { ApiError } from '@turnpike/errors/api-error';
import { errorBody, type ErrorStyle } from '@turnpike/errors/error-styles';
import { credentialOf } from '@turnpike/pipeline/stages/receive.stage';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AddressBackoff } from './address-backoff.js';

export interface StrangerGateOptions {
  /** Whether a credential's caller is in memory; asks no store. */
  knows: (credential: string) => boolean;
  now?: () => number;
}

/** What a refused caller may still send before its connection is closed. */
const DISCARD_LIMIT_BYTES = 64 * 1024;
/** So that their time is about right. */
const IDS_PER_BEGIN = 256;
const ID_HERE = '@request-id@';

export class StrangerGate {
  /** Turned away since the start. */
  refused = 0;
  private readonly backoff: AddressBackoff;
  private readonly knows: StrangerGateOptions['knows'];

  constructor({ knows, now }: StrangerGateOptions) {
    this.knows = knows;
    this.backoff = new AddressBackoff(now);
  }

  /** A credential from there was wrong. */
  fail(address: string | null): void {
    if (address !== null) this.backoff.fail(address);
  }

  /** Whether nobody has to wait. */
  get isQuiet(): boolean {
    return this.backoff.isQuiet;
  }

  /** Whether the request was turned away; it is answered then. */
  turnsAway(
    request: IncomingMessage,
    response: ServerResponse,
    { operation, address }: { operation: Operation; address: string | null },
  ): boolean {
    if (address === null) return false;
    const waitMs = this.backoff.waitMs(address);
    if (waitMs === 0 || !this.isStranger(request, operation)) return false;
    this.refused += 1;
    answer(request, response, { style: errorStyleOf(operation, request.headers), waitMs });
    return true;
  }

  /** What shows no credential at all is refused by the corridor, which asks no store for that. */
  private isStranger({ headers, url = '' }: IncomingMessage, operation: Operation): boolean {
    const mark = url.indexOf('?');
    const credential = credentialOf({ headers, query: mark === -1 ? '' : url.slice(mark + 1) }, operation);
    return credential !== null && !this.knows(credential);
  }
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { style, waitMs }: { style: ErrorStyle; waitMs: number },
): void {
  const requestId = nextRequestId();
  const [before, after] = BODIES[style];
  const declared = request.headers['content-length'];
  const isSmall =
    declared === undefined ? !('transfer-encoding' in request.headers) : Number(declared) <= DISCARD_LIMIT_BYTES;
  response.writeHead(429, [
    'content-type',
    'application/json',
    'x-request-id',
    requestId,
    'retry-after',
    String(Math.ceil(waitMs / 1000)),
    'content-length',
    String(before.length + requestId.length + after.length),
    ...(isSmall ? [] : ['connection', 'close']),
  ]);
  // All of it is ASCII, and leaves with its head in one write.
  response.end(before + requestId + after, 'latin1');
}

const LAST_DIGITS = 4;
let idsGiven = 0;
let idBegin = '';

/** Request ids that count on in their last digits: a new one by chance costs as much as all the rest of a refusal. */
function nextRequestId(): string {
  const count = idsGiven % 16 ** LAST_DIGITS;
  if (count % IDS_PER_BEGIN === 0) idBegin = publicId('request', newId()).slice(0, -LAST_DIGITS);
  idsGiven += 1;
  return idBegin + count.toString(16).padStart(LAST_DIGITS, '0');
}

/** What goes before and after the request id, in ASCII: made once, for a flood gets it thousands of times a second. */
const BODIES: Readonly<Record<ErrorStyle, readonly [before: string, after: string]>> = {
  openai: bodyAround('openai'),
  'openai-responses': bodyAround('openai-responses'),
  anthropic: bodyAround('anthropic'),
  gemini: bodyAround('gemini'),
};

function bodyAround(style: ErrorStyle): [before: string, after: string] {
  const error = new ApiError('too_many_attempts', {
    message: 'Too many wrong credentials came from this address. A credential that is in use is not affected.',
  });
  const [before = '', after = ''] = JSON.stringify(errorBody(style, error, ID_HERE)).split(ID_HERE);
  return [before, after];
}
