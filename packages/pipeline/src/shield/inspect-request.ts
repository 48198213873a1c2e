/**
 * Looks at the path, the query and the headers of a request for what attacks look like. Bodies are not looked into: a
 * prompt may hold any of it. Decodes as servers behind do, twice at most, and looks at each text up to a bound. May touch
 * memory only; what was found is told by its kind and place, never by its text.
 */
import type { AttackFinding } from '@turnpike/contracts/call-record';
import type { IncomingHttpHeaders } from 'node:http';
import type { Exchange } from '../exchange.js';
import { attackIn } from './attack-signatures.js';

/** Of one value; what is longer is looked at up to here, and from here back from its end. */
const LOOKED_AT = 4_096;
/** Values in one request; a header block of 16 KiB holds few more. */
const MOST_VALUES = 400;

/** Credentials, and what is made of characters that no attack can be. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  'authorization', 'proxy-authorization', 'x-api-key', 'x-goog-api-key', 'cookie', 'signature', 'signature-input',
  'content-digest', 'content-length', 'content-type', 'host', 'connection', 'accept', 'accept-encoding', 'traceparent',
  'tracestate', 'sec-websocket-key', 'sec-websocket-protocol', 'sec-websocket-extensions', 'if-none-match', 'if-match',
]); // prettier-ignore

/** The first thing that looks like an attack; null for none. */
export function inspectRequest({
  params,
  query,
  headers,
}: Pick<Exchange, 'params' | 'query' | 'headers'>): AttackFinding | null {
  for (const name in params) {
    const kind = attackInValue(params[name] ?? '');
    if (kind !== null) return { kind, place: 'path' };
  }
  return (query === '' ? null : inspectQuery(query)) ?? inspectHeaders(headers);
}

function inspectQuery(query: string): AttackFinding | null {
  for (const pair of query.split('&', MOST_VALUES)) {
    const mark = pair.indexOf('=');
    const name = mark === -1 ? pair : pair.slice(0, mark);
    const kind = attackInValue(spaced(pair.slice(mark + 1))) ?? (mark === -1 ? null : attackInValue(spaced(name)));
    if (kind !== null) return { kind, place: /^[\w.-]{1,40}$/.test(name) && mark !== -1 ? `query ${name}` : 'query' };
  }
  return null;
}

function inspectHeaders(headers: IncomingHttpHeaders): AttackFinding | null {
  for (const name in headers) {
    if (LEFT_OUT.has(name)) continue;
    const value = headers[name];
    const kind = attackInValue(Array.isArray(value) ? value.join(' ') : (value ?? ''));
    if (kind !== null) return { kind, place: `header ${name.slice(0, 60)}` };
  }
  return null;
}

/** As it is, decoded, and decoded again: whichever of these a program behind would take. */
function attackInValue(value: string) {
  let text = value.length > 2 * LOOKED_AT ? `${value.slice(0, LOOKED_AT)} ${value.slice(-LOOKED_AT)}` : value;
  for (let decodings = 0; ; decodings += 1) {
    const kind = attackIn(plain(text));
    if (kind !== null || decodings === 2 || !text.includes('%')) return kind;
    text = decode(text);
  }
}

/** Lower case, look-alikes of full width made plain, comments of SQL made space, breaks within words taken out. */
function plain(text: string): string {
  const normal = IS_ASCII.test(text) ? text : text.normalize('NFKC');
  const lower = normal.toLowerCase();
  return HAS_NOISE.test(lower)
    ? lower
        .replace(/\/\*[^*]{0,60}\*\//g, ' ')
        .replace(/[\t\n\r\f\v]/g, ' ')
        .replace(/java\s{1,5}script:/g, 'javascript:')
    : lower;
}

// eslint-disable-next-line no-control-regex -- all of ASCII
const IS_ASCII = /^[\x00-\x7f]*$/;
const HAS_NOISE = /\/\*|[\t\n\r\f\v]/;

/** A plus of a query is a space. */
function spaced(text: string): string {
  return text.replaceAll('+', ' ');
}

/** Percent-decoded; what isn't UTF-8 byte by byte, with the over-long and the non-standard spellings that old servers take. */
function decode(text: string): string {
  const usual = text
    .replace(/%c0%ae/gi, '.')
    .replace(/%(?:c0%af|c1%9c)/gi, '/')
    .replace(/%u00([0-9a-f]{2})/gi, '%$1');
  try {
    return decodeURIComponent(usual);
  } catch {
    return usual.replace(/%([0-9a-f]{2})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  }
}
