import type { IncomingMessage } from 'node:http';

/** `too_large`: more bytes than allowed, the rest is left unread. `aborted`: the client left before the end. */
export type BodyResult = { ok: true; body: Buffer } | { ok: false; reason: 'too_large' | 'aborted' };

/** Collects a request's body of at most `limitBytes`; never rejects. */
export function readBody(request: IncomingMessage, limitBytes: number): Promise<BodyResult> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    let sizeBytes = 0;
    request.on('data', (part: Buffer) => {
      sizeBytes += part.length;
      if (sizeBytes > limitBytes) {
        request.pause();
        resolve({ ok: false, reason: 'too_large' });
        return;
      }
      parts.push(part);
    });
    request.on('end', () => {
      resolve({ ok: true, body: parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts) });
    });
    request.on('close', () => {
      resolve({ ok: false, reason: 'aborted' });
    });
    request.on('error', () => {
      resolve({ ok: false, reason: 'aborted' });
    });
  });
}
