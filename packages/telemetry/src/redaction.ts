/**
 * What must never reach a log, however it got into the line: credentials by the name of the field that holds them, and
 * credentials by their own shape, wherever in the text they stand.
 */

const CENSOR = '[redacted]';

/** Field names, in small letters and without `-` and `_`, whose values are credentials. */
const SECRET_FIELDS = [
  'authorization', 'proxyauthorization', 'cookie', 'setcookie', 'xapikey', 'xgoogapikey', 'apikey', 'password', 'passwordhash',
  'secret', 'clientsecret', 'token', 'accesstoken', 'refreshtoken', 'sessiontoken', 'credential', 'managementkey', 'keypepper', 'pepper',
  // What a command was given, as ioredis hangs it on an error: the password of an AUTH, the arguments of a script.
  'args',
] as const; // prettier-ignore

const SECRET_FIELD_SET: ReadonlySet<string> = new Set(SECRET_FIELDS);

/** Query parameters that hold a credential: `key` is how Google's clients send theirs. */
const SECRET_PARAMETER = /([?&](?:key|api_?key|access_token|token|password|secret)=)[^&#\s"]*/gi;

/** A credential's header as a line or as JSON, its value up to the end of the line or text. */
const SECRET_HEADER =
  /\b((?:proxy-)?authorization|(?:set-)?cookie|x-api-key|x-goog-api-key|api-key)([\\"']*\s*[:=]\s*[\\"']*)[^\r\n"'\\]+/gi;

/** What Redis says of a command that it does not know, with what stood behind it. */
const REDIS_ARGUMENTS = /(with args beginning with:)[^\r\n"\\]+/gi;

/** `Bearer x`, `Basic x`; keys of ours, of OpenAI, Anthropic, Stripe and Google; a URL's password. */
const SECRET_SHAPES: readonly [RegExp, string][] = [
  [/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${CENSOR}`],
  [/\b[a-z][a-z0-9]{0,15}_(?:live|test|mgmt)_[0-9A-Za-z]{8,}/g, CENSOR],
  [/\b(?:sk|pk|rk|whsec)[-_][\w-]{12,}/g, CENSOR],
  [/\bAIza[\w-]{20,}/g, CENSOR],
  [/(:\/\/[^/\s:@"]*:)[^\s/"]+@/g, `$1${CENSOR}@`],
  [SECRET_PARAMETER, `$1${CENSOR}`],
  [SECRET_HEADER, `$1$2${CENSOR}`],
  [REDIS_ARGUMENTS, `$1 ${CENSOR}`],
];

/** Whether the value of a field of this name is a credential; `-`, `_` and letter case don't matter. */
export function isSecretField(name: string): boolean {
  return SECRET_FIELD_SET.has(name.toLowerCase().replaceAll(/[-_]/g, ''));
}

/** The text with everything that looks like a credential taken out. */
export function scrubText(text: string): string {
  let clean = text;
  for (const [shape, replacement] of SECRET_SHAPES) clean = clean.replace(shape, replacement);
  return clean;
}

/** How deep a logged object is followed; below, it is cut. */
const MAX_DEPTH = 6;
const MAX_TEXT = 4_000;

/** A copy that is safe to log: secret fields censored, texts scrubbed and cut to 4,000 characters, bytes left out. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return scrubText(value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT)}…` : value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Error) return redactError(value, depth);
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  if (depth >= MAX_DEPTH) return '[deep]';
  if (Array.isArray(value)) return redactList(value, depth);
  const copy: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(value))
    copy[name] = isSecretField(name) ? CENSOR : redact(field, depth + 1);
  return copy;
}

/** HTTP clients keep headers as one list of names and values: what follows the name of a secret is one. */
function redactList(items: readonly unknown[], depth: number): unknown[] {
  return items.map((item, index) => {
    const before: unknown = items[index - 1];
    const isSecret = typeof item === 'string' && typeof before === 'string' && isSecretField(before);
    return isSecret ? CENSOR : redact(item, depth + 1);
  });
}

/**
 * Type, message, code and stack, the causes too. Other fields of an error stay out: clients of databases and HTTP hang
 * parameters, commands, headers and whole requests on theirs.
 */
function redactError(error: Error, depth: number): Record<string, unknown> {
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    message: redact(error.message),
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    stack: redact(error.stack ?? ''),
    ...(error.cause === undefined || depth >= MAX_DEPTH ? {} : { cause: redact(error.cause, depth + 1) }),
  };
}
