import type { Exchange } from './exchange.js';

/** Announces the whole length, writes half of it, and is gone, or silent for good. */
export function sendHalf(exchange: Exchange, body: { bytes: Buffer; type: string }, gone: boolean): void {
  const { bytes, type } = body;
  exchange.delivery.status = 200;
  exchange.response.writeHead(200, {
    ...exchange.headers(),
    'content-type': type,
    'content-length': String(bytes.length),
  });
  exchange.response.write(bytes.subarray(0, bytes.length >> 1), () => {
    if (gone) exchange.cut();
  });
}
