/** One request as it goes over the wire. */

/** Stands for a key that the load puts in. */
export const KEY_PLACE = '{key}';

/**
 * @param {{ origin: string, headers: Readonly<Record<string, string>>, body: string }} request
 * @returns {string}
 */
export function requestBytes({ origin, headers, body }) {
  const all = {
    host: new URL(origin).host,
    'user-agent': 'bench',
    accept: 'application/json',
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return `POST /v1/chat/completions HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`;
}
