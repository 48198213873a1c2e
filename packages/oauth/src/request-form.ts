/** Reads the form of a request, and makes the same request with another one. */
import { IncomingMessage } from 'node:http';

const LIMIT_BYTES = 56 * 1_024;

export class BodyTooLarge extends Error {}

/** The fields of a form; null for a body of another kind, of which nothing was read. */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams | null> {
  const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (request.method !== 'POST' || type !== 'application/x-www-form-urlencoded') return null;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > LIMIT_BYTES) throw new BodyTooLarge();
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}

/** The request as it came, but for its body. */
export function withForm(request: IncomingMessage, form: URLSearchParams): IncomingMessage {
  const body = Buffer.from(form.toString());
  const copy = new IncomingMessage(request.socket);
  copy.method = request.method;
  copy.url = request.url;
  copy.httpVersion = request.httpVersion;
  copy.headers = { ...request.headers, 'content-length': String(body.length) };
  // Else its end would count as the client's going away, and take the socket along.
  copy.complete = true;
  copy.push(body);
  copy.push(null);
  return copy;
}
