/**
 * Responses that their callers let be kept. Finished ones are written behind; whoever asks sees this process's own that
 * aren't written yet first, then PostgreSQL. One that another process has just finished may be on its way there: a look
 * that finds nothing is repeated for as long as that takes.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { JsonObject } from '@turnpike/dialects/dialect';
import { textOf } from '@turnpike/dialects/json';
import { parseResponseId, responseIdOf } from '@turnpike/dialects/openai-responses/ids';
import { inputItems } from '@turnpike/dialects/openai-responses/stored-input';
import { idTimestampMs, publicId } from '@turnpike/domain/ids';
import { deleteStoredResponse } from '@turnpike/management/responses/delete-stored-response.use-case';
import { getStoredResponse } from '@turnpike/management/responses/get-stored-response.use-case';
import { loadResponseChain, type ResponseChain } from '@turnpike/management/responses/load-response-chain.use-case';
import { storeResponses } from '@turnpike/management/responses/store-responses.use-case';
import {
  type NewStoredResponse,
  readStored,
  type ResponseContext,
  type ResponseOwner,
  type StoredResponse,
} from '@turnpike/management/responses/stored-response';
import type { Caller } from '@turnpike/pipeline/caller';
import { WriteBehind } from './write-behind.js';

export interface ResponseStoreOptions {
  context: ResponseContext;
  /** How long a response is kept. */
  ttlMs: number;
  /** Most bytes an earlier conversation may add to a request: as many as a request may have. */
  bodyLimitBytes: number;
  onError: (error: unknown) => void;
}

/** An answer that was given. */
export interface FinishedResponse {
  /** Bare id of the request. */
  requestId: string;
  caller: Caller;
  /** As the caller sent it. */
  body: JsonObject;
  /** The Response object as the caller was given it. */
  response: JsonObject;
}

const CHAIN_LENGTH_LIMIT = 1_000;
/** How long a look that found nothing waits before the next one: together well above what a write takes. */
const WAITS_MS = [50, 100, 200];
/** A response this old was written, or never will be. No answer takes so long. */
const ON_ITS_WAY_MS = 3_600_000;

/** Where responses are kept, found and erased. Its looks reject when PostgreSQL is away. */
export class ResponseStore {
  private readonly options: ResponseStoreOptions;
  private readonly unwritten: WriteBehind;

  constructor(options: ResponseStoreOptions) {
    const { context, onError } = options;
    this.options = options;
    this.unwritten = new WriteBehind({ write: (rows) => storeResponses(context, rows), onError });
  }

  /** For the metrics. */
  stats(): { unwrittenResponses: number; droppedResponses: number } {
    return { unwrittenResponses: this.unwritten.waiting, droppedResponses: this.unwritten.dropped };
  }

  /** Keeps an answer unless its caller said no. Never waits; false when it isn't kept. */
  remember({ requestId, caller, body, response }: FinishedResponse): boolean {
    if (body.store === false) return false;
    const now = this.options.context.now();
    const { tenantId, applicationId, environment, keyId: apiKeyId } = caller;
    const input = inputItems(body.input, responseIdOf(publicId('request', requestId)));
    return this.unwritten.add({
      ...{ tenantId, applicationId, environment, apiKeyId },
      id: requestId,
      model: textOf(body.model) ?? '',
      status: textOf(response.status) ?? 'completed',
      previousId: typeof body.previous_response_id === 'string' ? parseResponseId(body.previous_response_id) : null,
      request: Buffer.from(JSON.stringify(input)),
      response: Buffer.from(JSON.stringify(response)),
      createdAt: now,
      expiresAt: new Date(now.getTime() + this.options.ttlMs),
    });
  }

  /** One of the owner's by its bare id; null when there is none. */
  async find(owner: ResponseOwner, id: string): Promise<StoredResponse | null> {
    return this.patiently(id, async () => {
      const row = this.unwritten.find(owner, id);
      return row === null ? getStoredResponse(this.options.context, owner, id) : readStored(row);
    });
  }

  /** A response and all that it follows, oldest first. */
  async chain(owner: ResponseOwner, id: string): Promise<ResponseChain> {
    const { context, bodyLimitBytes } = this.options;
    const newest: NewStoredResponse[] = [];
    let next: string | null = id;
    let bytes = 0;
    for (let row = this.unwritten.find(owner, id); row !== null;) {
      newest.push(row);
      bytes += row.request.length + row.response.length;
      next = row.previousId;
      if (bytes > bodyLimitBytes || newest.length >= CHAIN_LENGTH_LIMIT) return { kind: 'too_long' };
      row = next === null ? null : this.unwritten.find(owner, next);
    }
    const own = newest.toReversed().map(readStored);
    if (next === null) return { kind: 'whole', responses: own };
    const limits = { lengthLimit: CHAIN_LENGTH_LIMIT - own.length, bytesLimit: bodyLimitBytes - bytes };
    const wanted = { id: next, ...limits };
    const load = async () => {
      const chain = await loadResponseChain(context, owner, wanted);
      return chain.kind === 'missing' && chain.id === wanted.id ? null : chain;
    };
    const older = (await this.patiently(next, load)) ?? ({ kind: 'missing', id: next } as const);
    return older.kind === 'whole' ? { kind: 'whole', responses: [...older.responses, ...own] } : older;
  }

  /** Erases one of the owner's by its bare id. False when there is none. */
  async delete(owner: ResponseOwner, id: string): Promise<boolean> {
    if (this.unwritten.find(owner, id) !== null) await this.unwritten.flush();
    const isGone = await this.patiently(id, async () => {
      return (await deleteStoredResponse(this.options.context, owner, id)) ? true : null;
    });
    return isGone ?? false;
  }

  /** Writes all that waits now. Rejects when PostgreSQL is away. */
  flush(): Promise<void> {
    return this.unwritten.flush();
  }

  /** Keeps no more, and writes what it can. */
  close(): Promise<void> {
    return this.unwritten.close();
  }

  private async patiently<T>(id: string, look: () => Promise<T | null>): Promise<T | null> {
    let found = await look();
    const ageMs = Math.abs(this.options.context.now().getTime() - idTimestampMs(id));
    if (found !== null || ageMs > ON_ITS_WAY_MS) return found;
    for (const ms of WAITS_MS) {
      await wait(ms);
      found = await look();
      if (found !== null) break;
    }
    return found;
  }
}
