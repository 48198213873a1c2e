/**
 * What a failed call of Bedrock means. AWS names its errors in a header, and in streams in the frame; the status is the
 * second best. What it says of our account, our keys and the model's set-up there is never shown.
 */
import { isRecord, textOf } from '@turnpike/dialects/json';
import { redactMessage } from '../openai-compatible/error-envelope.js';
import type { FailureContext, UpstreamAnswer, UpstreamFailure } from '../provider-adapter.js';
import { readRetryAfterMs } from '../retry-after.js';
import {
  BAD_TARGET,
  BUSY,
  callersFault,
  describeFailure,
  REFUSED_CREDENTIAL,
  SLOW,
  type Verdict,
} from '../verdicts.js';
import { secretsOf } from './credential.js';

const MOST_BODY_BYTES = 64 * 1_024;
const ARN = /\barn:aws[\w-]*:\S+/g;
/** Of a `ValidationException`: the model's name here is what is wrong, not what the caller sent. */
const ABOUT_THE_MODEL = /model identifier|inference profile|on-demand throughput|model id\b/i;

const INVALID_REQUEST = callersFault('invalid_parameter');

const BY_NAME: ReadonlyMap<string, Verdict> = new Map([
  ['ValidationException', INVALID_REQUEST],
  ['SerializationException', INVALID_REQUEST],
  ['ResourceNotFoundException', BAD_TARGET],
  ['ServiceQuotaExceededException', BAD_TARGET],
  ['AccessDeniedException', REFUSED_CREDENTIAL],
  ['UnrecognizedClientException', REFUSED_CREDENTIAL],
  ['InvalidSignatureException', REFUSED_CREDENTIAL],
  ['IncompleteSignatureException', REFUSED_CREDENTIAL],
  ['MissingAuthenticationTokenException', REFUSED_CREDENTIAL],
  ['ExpiredTokenException', REFUSED_CREDENTIAL],
  ['ModelTimeoutException', SLOW],
  ['ThrottlingException', BUSY],
  ['ModelNotReadyException', BUSY],
  ['ModelErrorException', BUSY],
  ['ModelStreamErrorException', BUSY],
  ['ServiceUnavailableException', BUSY],
  ['InternalServerException', BUSY],
]);

const BY_STATUS: ReadonlyMap<number, Verdict> = new Map([
  [400, INVALID_REQUEST],
  [401, REFUSED_CREDENTIAL],
  [403, REFUSED_CREDENTIAL],
  [408, SLOW],
  [413, callersFault('payload_too_large')],
  [424, BUSY],
  [429, BUSY],
  [504, SLOW],
]);

interface Said {
  name: string | null;
  message: string | null;
}

/** Judges an answer that isn't a success. Never throws, whatever it holds. */
export function classifyAnswer(answer: UpstreamAnswer, context: FailureContext): UpstreamFailure {
  const said = readAnswer(answer);
  const byStatus = BY_STATUS.get(answer.status) ?? (answer.status >= 500 ? BUSY : BAD_TARGET);
  return {
    ...describe(said, byStatus, context),
    upstreamStatus: answer.status,
    retryAfterMs: readRetryAfterMs(answer.headers, Date.now()),
  };
}

/** Its words about any failure, for those who run the platform. */
export function explainAnswer(answer: UpstreamAnswer, context: FailureContext): string | null {
  const { message } = readAnswer(answer);
  return message === null ? null : redact(message, context);
}

/** Judges an exception in mid-stream: its name is the `code`, in lower camel case. */
export function classifyStreamError(error: unknown, context: FailureContext): UpstreamFailure {
  const said = isRecord(error)
    ? { name: nameOf(error.code), message: messageOf(error) }
    : { name: null, message: null };
  return { ...describe(said, BUSY, context), upstreamStatus: null, retryAfterMs: null };
}

function describe(said: Said, otherwise: Verdict, context: FailureContext): ReturnType<typeof describeFailure> {
  const byName = said.name === null ? undefined : BY_NAME.get(said.name);
  const isSetUp = byName === INVALID_REQUEST && said.message !== null && ABOUT_THE_MODEL.test(said.message);
  const verdict = isSetUp ? BAD_TARGET : (byName ?? otherwise);
  const message = said.message === null ? null : redact(said.message, context);
  return describeFailure(verdict, { message, param: null, code: said.name });
}

function readAnswer({ headers, body }: UpstreamAnswer): Said {
  const json = body.length > MOST_BODY_BYTES ? null : parse(body);
  const header = headers['x-amzn-errortype'];
  const name = nameOf(header) ?? nameOf(isRecord(json) ? json.__type : null);
  return { name, message: isRecord(json) ? messageOf(json) : null };
}

/** `Name`, `Name:http://…` or `namespace#Name`, in either case of the first letter. */
function nameOf(value: unknown): string | null {
  const match = typeof value === 'string' ? /^(?:[\w.]{1,100}#)?([A-Za-z]{1,64})(?=$|:)/.exec(value) : null;
  const name = match?.[1];
  return name === undefined ? null : name.charAt(0).toUpperCase() + name.slice(1);
}

function messageOf(json: Readonly<Record<string, unknown>>): string | null {
  const message = textOf(json.message) ?? textOf(json.Message);
  return message === null || message.trim() === '' ? null : message;
}

function redact(message: string, context: FailureContext): string {
  let text = message.slice(0, MOST_BODY_BYTES);
  for (const secret of secretsOf(context.target.credential)) text = text.replaceAll(secret, '[redacted]');
  return redactMessage(text.replace(ARN, '[redacted]'), context);
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString()) as unknown;
  } catch {
    return null;
  }
}
