/** A provider's error body, in whichever of the usual shapes, and its message made fit to be shown. */
import { isRecord } from '@turnpike/dialects/json';
import type { FailureContext } from '../provider-adapter.js';

export interface ProviderError {
  message: string | null;
  param: string | null;
  code: string | null;
}

const NOTHING_SAID: ProviderError = { message: null, param: null, code: null };

/** A larger body is no error object that anybody wrote by hand. */
const MOST_BODY_BYTES = 64 * 1_024;
const MOST_MESSAGE_LENGTH = 1_000;
const PARAM = /^[\w.[\]-]{1,100}$/;
const CODE = /^[\w.-]{1,64}$/;

/** Credentials and account names as vendors write them, whole or masked. */
const SECRETS = [/\bBearer\s+\S+/gi, /\b(?:sk|rk|pk)-[\w*.-]{6,}/g, /\b(?:org|proj|acct)[-_][A-Za-z0-9]{8,}/g];

/** Reads an error body. What isn't JSON says nothing: an HTML page of a proxy is nobody's business. */
export function parseErrorBody(body: Buffer): ProviderError {
  if (body.length === 0 || body.length > MOST_BODY_BYTES) return NOTHING_SAID;
  try {
    return readError(JSON.parse(body.toString()));
  } catch {
    return NOTHING_SAID;
  }
}

/** OpenAI's `{error: {message, param, code}}`, with or without the wrapping, a bare text, or FastAPI's `detail`. */
export function readError(json: unknown): ProviderError {
  if (!isRecord(json)) return { ...NOTHING_SAID, message: textOf(json) };
  if (isRecord(json.error)) return readError(json.error);
  const detail = Array.isArray(json.detail) ? (json.detail as unknown[])[0] : json.detail;
  return {
    message: textOf(json.message) ?? textOf(json.error) ?? textOf(isRecord(detail) ? detail.msg : detail),
    param: matching(json.param, PARAM),
    code: matching(json.code, CODE) ?? matching(json.type, CODE),
  };
}

/** Takes out what names the platform's account or the provider's address, and bounds the rest. */
export function redactMessage(message: string, context: FailureContext): string {
  // Cut first, with room for what is taken out, so that no pattern runs over megabytes.
  let text = message.slice(0, 4 * MOST_MESSAGE_LENGTH).replace(/[\p{Cc}\s]+/gu, ' ');
  const { credential, baseUrl } = context.target;
  if (credential.length > 0) text = text.replaceAll(credential, '[redacted]');
  for (const pattern of SECRETS) text = text.replace(pattern, '[redacted]');
  const { host = '', hostname = '' } = URL.parse(baseUrl) ?? {};
  for (const address of [host, hostname]) {
    // A name without a dot or a port may be an ordinary word of the message.
    if (/[.:]/.test(address)) text = text.replaceAll(address, '[provider]');
  }
  if (context.upstreamModel.length > 0) text = text.replaceAll(context.upstreamModel, () => context.publicModel);
  return text.slice(0, MOST_MESSAGE_LENGTH).toWellFormed().trim();
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

function matching(value: unknown, pattern: RegExp): string | null {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && pattern.test(text) ? text : null;
}
