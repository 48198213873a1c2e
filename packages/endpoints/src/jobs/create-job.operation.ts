/**
 * `POST /v1/jobs`: a call of another operation, to be made in the background. `operation` is that operation's key, or its
 * path as the lines of OpenAI's batches name it; `body` is what would be posted there.
 */
import { ApiError } from '@turnpike/errors/api-error';
import { z } from 'zod';
import type { DeferralOperation, InferenceOperation, JsonObject } from '../operation.js';
import { parameterError } from '../validation.js';

/** OpenAI's own bounds for metadata. */
const PAIRS = 16;
const KEY_CHARACTERS = 64;
const VALUE_CHARACTERS = 512;
const URL_CHARACTERS = 2_000;

/** PostgreSQL can't store NUL nor half surrogate pairs. */
const isStorable = (text: string) => text.isWellFormed() && !text.includes('\0');

const metadataText = (maximum: number, what: string) =>
  z
    .string(`must be ${what} made of texts`)
    .max(maximum, `must be ${what} of at most ${maximum} characters`)
    .refine(isStorable, `must be ${what} of valid Unicode without NUL`);

const Metadata = z
  .record(
    metadataText(KEY_CHARACTERS, 'a key'),
    metadataText(VALUE_CHARACTERS, 'a value'),
    'must be an object of texts',
  )
  .refine((pairs) => Object.keys(pairs).length <= PAIRS, `must have at most ${PAIRS} pairs`);

const CallbackUrl = z
  .string('must be a URL')
  .max(URL_CHARACTERS, `must be a URL of at most ${URL_CHARACTERS} characters`)
  .refine(isHttpUrl, 'must be an https URL')
  .transform((text) => new URL(text).href);

const CreateJobBody = z.strictObject(
  {
    operation: z.string('must name an operation, such as "chat.completions"').max(200, 'must name an operation'),
    body: z.custom<JsonObject>(isObject, 'must be the object that the operation takes'),
    callback_url: CallbackUrl.nullish(),
    metadata: Metadata.nullish(),
  },
  { error: (issue) => (issue.code === 'unrecognized_keys' ? `has no parameter '${issue.keys[0]}'` : undefined) },
);

/** The operation that makes jobs of these. */
export function jobCreation(operations: readonly InferenceOperation[]): DeferralOperation {
  return {
    kind: 'deferral',
    key: 'jobs.create',
    method: 'POST',
    path: '/v1/jobs',
    summary: 'Create a job: a call that runs in the background',

    parse(body: JsonObject) {
      const parsed = CreateJobBody.safeParse(body);
      if (!parsed.success) return parameterError(parsed.error);
      const { operation: name, body: asked, callback_url, metadata } = parsed.data;
      const operation = operations.find(({ key, path }) => name === key || name === path);
      if (operation === undefined) {
        const known = operations.map(({ key }) => `'${key}'`).join(', ');
        const message = `There is no operation '${name.toWellFormed()}' to run as a job; there is ${known}.`;
        return new ApiError('invalid_parameter', { message, param: 'operation' });
      }
      return { operation, body: asked, callbackUrl: callback_url ?? null, metadata: metadata ?? null };
    },
  };
}

/** The callback of a call that is put off by its headers, as `callback_url` of a body would be read. */
export function parseCallbackUrl(text: string, header: string): string | ApiError {
  const parsed = CallbackUrl.safeParse(text);
  if (parsed.success) return parsed.data;
  const message = `Invalid value: '${header}' ${parsed.error.issues[0]?.message ?? 'must be a URL'}.`;
  return new ApiError('invalid_parameter', { message, param: header });
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Which addresses may be sent to is the egress guard's to say, and it may allow http to some. */
function isHttpUrl(text: string): boolean {
  const protocol = isStorable(text) ? URL.parse(text)?.protocol : undefined;
  return protocol === 'https:' || protocol === 'http:';
}
