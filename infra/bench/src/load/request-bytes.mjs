/** One request as it goes over the wire. */

/** Stands for a key that the load puts in. */
export const KEY_PLACE = '{key}';

/**
 * A chat completion asked for.
 * @param {{ origin: string, headers: Readonly<Record<string, string>>, body: string }} request
 * @returns {string}
 */
export function requestBytes({ origin, headers, body }) {
  const about = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) };
  return `${head('POST /v1/chat/completions', origin, { ...about, ...headers })}${body}`;
}

/**
 * The models asked for: that makes a caller known, and costs it nothing.
 * @param {{ origin: string, headers: Readonly<Record<string, string>> }} request
 * @returns {string}
 */
export function modelsRequestBytes({ origin, headers }) {
  return head('GET /v1/models', origin, headers);
}

/**
 * @param {string} what
 * @param {string} origin
 * @param {Readonly<Record<string, string>>} headers
 */
function head(what, origin, headers) {
  const all = { host: new URL(origin).host, 'user-agent': 'bench', accept: 'application/json', ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return `${what} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;
}
