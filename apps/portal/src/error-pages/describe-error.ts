/** What the pages of errors say, all of it taken from the catalogue. */
import { ApiError } from '@turnpike/errors/api-error';
import { CATALOGUE, type CatalogueEntry, type ErrorCode } from '@turnpike/errors/catalogue';
import { openAiErrorBody } from '@turnpike/errors/openai-envelope';
import { errorEnvelope, problemDetails } from '@turnpike/errors/unified-envelope';

export const ERROR_CODES = Object.keys(CATALOGUE) as ErrorCode[];

const SAMPLE_REQUEST = 'req_0194f0c27be37f0f9a52b1b2c3d4e5f6';

/** A status from which on it pays to wait: such an answer may carry Retry-After. */
const WAITING: ReadonlySet<number> = new Set([429, 503]);

export interface DescribedError extends CatalogueEntry {
  code: ErrorCode;
  mayWait: boolean;
  /** JSON as it is answered, by where. */
  examples: { dataPlane: string; management: string; problem: string };
}

export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(CATALOGUE, text);
}

export function describeError(code: ErrorCode): DescribedError {
  const error = new ApiError(code);
  const pretty = (body: unknown) => JSON.stringify(body, null, 2);
  return {
    ...CATALOGUE[code],
    code,
    mayWait: WAITING.has(error.status),
    examples: {
      dataPlane: pretty(openAiErrorBody(error, SAMPLE_REQUEST)),
      management: pretty(errorEnvelope(error, SAMPLE_REQUEST)),
      problem: pretty(problemDetails(error, SAMPLE_REQUEST)),
    },
  };
}

/** Codes that a reader may mean: a part of the code, of its number or status, or of what it says. */
export function searchErrors(query: string): ErrorCode[] {
  const words = query
    .toLowerCase()
    .split(/[\s_]+/)
    .filter((word) => word !== '');
  return ERROR_CODES.filter((code) => {
    const { status, number, message } = CATALOGUE[code];
    const text = `${code.replaceAll('_', ' ')} ${String(status)} ${String(number)} ${message.toLowerCase()}`;
    return words.every((word) => text.includes(word));
  });
}
