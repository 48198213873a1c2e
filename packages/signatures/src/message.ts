/** A request as it is signed, and the values of its components (RFC 9421, section 2). */
import { SignatureProblem } from './problem.js';

/** `targetUri` is absolute, as the client wrote it. Names of headers are lower-case; values may be lists. */
export interface SignedMessage {
  readonly method: string;
  readonly targetUri: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** One part of a message that is covered: a field, or something derived. `params` are what stands behind its name. */
export interface Component {
  readonly name: string;
  readonly params: ReadonlyMap<string, unknown>;
}

/** The lines a component puts into the signature base: one, but for parameters of a query. */
export function componentValue(message: SignedMessage, component: Component): string | SignatureProblem {
  const { name, params } = component;
  if (name === '@query-param') return queryParam(message, component);
  const [modifier] = params.keys();
  if (modifier !== undefined) return new SignatureProblem(name, `the parameter ";${modifier}" is not supported`);
  if (!name.startsWith('@')) return fieldValue(message, name);
  if (name === '@method') return message.method;
  const target = parseTarget(message.targetUri);
  if (target === null) return new SignatureProblem('@target-uri', 'the request has no valid address');
  switch (name) {
    case '@target-uri':
      return target.uri;
    case '@authority':
      return target.authority;
    case '@scheme':
      return target.scheme;
    case '@request-target':
      return target.path + target.query;
    case '@path':
      return target.path;
    case '@query':
      return target.query === '' ? '?' : target.query;
    default:
      return new SignatureProblem(name, 'no such component');
  }
}

function fieldValue({ headers }: SignedMessage, name: string): string | SignatureProblem {
  const value = headers[name];
  if (value === undefined) return new SignatureProblem(name, 'it is covered, but the request has no such header');
  const values = typeof value === 'string' ? [value] : value;
  return values.map((text) => text.trim().replaceAll(/\s*\r?\n\s+/g, ' ')).join(', ');
}

interface Target {
  readonly uri: string;
  readonly scheme: string;
  readonly authority: string;
  readonly path: string;
  /** With its mark; empty where there is none. */
  readonly query: string;
}

const TARGET = /^(https?):\/\/([^/?#]+)([^?#]*)(\?[^#]*)?$/i;
const DEFAULT_PORT: Readonly<Record<string, string>> = { http: ':80', https: ':443' };

/** Scheme and authority in lower case without a default port; path and query letter by letter as they were sent. */
function parseTarget(targetUri: string): Target | null {
  const match = TARGET.exec(targetUri);
  if (match === null) return null;
  const [, rawScheme = '', rawAuthority = '', rawPath = '', query = ''] = match;
  const scheme = rawScheme.toLowerCase();
  const defaultPort = DEFAULT_PORT[scheme] ?? '';
  const lower = rawAuthority.toLowerCase();
  const authority = lower.endsWith(defaultPort) ? lower.slice(0, -defaultPort.length) : lower;
  const path = rawPath === '' ? '/' : rawPath;
  return { uri: `${scheme}://${authority}${path}${query}`, scheme, authority, path, query };
}

/** One parameter of the query, decoded and encoded again (section 2.2.8); named once only. */
function queryParam({ targetUri }: SignedMessage, { params }: Component): string | SignatureProblem {
  const name = params.get('name');
  if (typeof name !== 'string' || params.size !== 1)
    return new SignatureProblem('@query-param', 'it takes the parameter "name", and no other');
  const query = parseTarget(targetUri)?.query ?? '';
  const values = [...new URLSearchParams(query)].filter(([key]) => encode(key) === name).map(([, value]) => value);
  const [value] = values;
  if (value === undefined || values.length > 1)
    return new SignatureProblem(
      '@query-param',
      `the query has "${name}" ${values.length === 0 ? 'not' : 'more than'} once`,
    );
  return encode(value);
}

/** The percent-encode set of application/x-www-form-urlencoded, spaces as %20. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
