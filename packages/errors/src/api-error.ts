import { CATALOGUE, type CatalogueEntry, type ErrorCode } from './catalogue.js';

export interface ApiErrorOptions {
  /** Public text; the catalogue's own when omitted. Never holds a secret or another tenant's data. */
  message?: string;
  /** The parameter at fault, as the caller wrote it. */
  param?: string;
  /** Public, structured details: field errors, or the limit that refused and whose it is. */
  details?: unknown;
  /** Seconds for Retry-After. */
  retryAfterSeconds?: number;
  /** For our logs only. */
  cause?: unknown;
}

/** A refusal or failure with its place in the catalogue. */
export class ApiError extends Error {
  readonly code: ErrorCode;
  readonly param: string | null;
  readonly details: unknown;
  readonly retryAfterSeconds: number | null;

  constructor(code: ErrorCode, options: ApiErrorOptions = {}) {
    super(options.message ?? CATALOGUE[code].message, { cause: options.cause });
    this.name = 'ApiError';
    this.code = code;
    this.param = options.param ?? null;
    this.details = options.details ?? null;
    this.retryAfterSeconds = options.retryAfterSeconds ?? null;
  }

  get entry(): CatalogueEntry {
    return CATALOGUE[this.code];
  }

  get status(): number {
    return CATALOGUE[this.code].status;
  }

  get number(): number {
    return CATALOGUE[this.code].number;
  }
}
