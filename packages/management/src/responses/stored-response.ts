/**
 * Answers that their callers let be kept. A key reaches those of its own application and mode; any other is as if it were
 * not there. What was kept for its time is gone, whether or not it is erased yet.
 */
import type { Environment } from '@turnpike/contracts/management/jobs';
import type { ManagementContext } from '../management-context.js';

/** What of a context looks at kept responses need: a worker that runs jobs has no more. */
export type ResponseContext = Pick<ManagementContext, 'db' | 'now'>;

export type Json = Readonly<Record<string, unknown>>;

/** Who may see a response. Bare ids. */
export interface ResponseOwner {
  readonly tenantId: string;
  readonly applicationId: string;
  readonly environment: Environment;
}

export interface StoredResponse {
  /** Bare: its request's. */
  readonly id: string;
  /** Bare; of a response that need not be there any more. */
  readonly previousId: string | null;
  /** The items it was asked beyond those of the one before. */
  readonly input: readonly Json[];
  /** The Response object as its caller was given it. */
  readonly response: Json;
}

/** One to be kept. */
export interface NewStoredResponse extends ResponseOwner {
  readonly id: string;
  readonly apiKeyId: string;
  readonly model: string;
  readonly status: string;
  readonly previousId: string | null;
  /** JSON of its input items. */
  readonly request: Buffer;
  /** JSON of the Response object. */
  readonly response: Buffer;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

export interface StoredBytes {
  id: string;
  previousId: string | null;
  request: Uint8Array;
  response: Uint8Array;
}

/** What was stored, read back. */
export function readStored({ id, previousId, request, response }: StoredBytes): StoredResponse {
  return { id, previousId, input: parse(request) as readonly Json[], response: parse(response) as Json };
}

function parse(bytes: Uint8Array): unknown {
  return JSON.parse(Buffer.from(bytes).toString('utf8'));
}
