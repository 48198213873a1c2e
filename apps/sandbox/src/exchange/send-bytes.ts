import type { Steering } from '../steering/steering.js';
import type { Exchange } from './exchange.js';
import { spoilAnswer } from './garbage.js';
import { sendHalf } from './send-half.js';

/** Sends a body that isn't JSON, or the half or the garbage asked for in its place. */
export async function sendBytes(
  exchange: Exchange,
  body: { bytes: Buffer; type: string },
  { steering }: { steering: Steering },
): Promise<void> {
  const { response, delivery } = exchange;
  if (steering.cutAfter !== undefined || steering.hangAfter !== undefined) {
    sendHalf(exchange, body, steering.cutAfter !== undefined);
    return;
  }
  if (steering.garbage !== undefined) {
    await spoilAnswer(exchange, steering.garbage, body);
    return;
  }
  delivery.status = 200;
  response.on('finish', () => {
    delivery.textDelivered();
    delivery.end('complete');
  });
  response.writeHead(200, { ...exchange.headers(), 'content-type': body.type });
  response.end(body.bytes);
}
