import type { TokenNumbers } from '../deliveries/delivery.js';
import type { Steering } from '../steering/steering.js';
import type { Exchange } from './exchange.js';
import { spoilAnswer } from './garbage.js';

/** Sends a body that isn't JSON, or the garbage asked for in its place; `usage` where the body reports some. */
export async function sendBytes(
  exchange: Exchange,
  body: { bytes: Buffer; type: string },
  { steering, usage }: { steering: Steering; usage?: TokenNumbers | undefined },
): Promise<void> {
  const { response, delivery } = exchange;
  if (steering.garbage !== undefined) {
    await spoilAnswer(exchange, steering.garbage, body);
    return;
  }
  delivery.status = 200;
  response.on('finish', () => {
    delivery.textDelivered();
    if (usage !== undefined) delivery.usageDelivered(usage);
    delivery.end('complete');
  });
  response.writeHead(200, { ...exchange.headers(), 'content-type': body.type });
  response.end(body.bytes);
}
