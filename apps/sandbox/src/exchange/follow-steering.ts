import type { TokenNumbers } from '../deliveries/delivery.js';
import { pause } from '../http/pause.js';
import { parseSteering } from '../steering/parse-steering.js';
import type { Steering } from '../steering/steering.js';
import type { Exchange } from './exchange.js';
import { spoilAnswer } from './garbage.js';
import { sendHalf } from './send-half.js';
import { badRequest, steeredRefusal } from './wire.js';

/**
 * Reads the steering of a call that isn't a conversation, and waits as it says. Undefined when there is nothing more to
 * do: it was refused, it has been told to fail, or the caller left.
 */
export async function followSteering(exchange: Exchange, text: string, param: string): Promise<Steering | undefined> {
  const read = parseSteering(text, exchange.delivery.operation);
  if (!read.ok) {
    refuseSteering(exchange, read.problem, param);
    return undefined;
  }
  const { steering } = read;
  if (!(await pause(exchange.response, steering.delayMs ?? 0))) return undefined;
  if (steering.status === undefined) return steering;
  exchange.refuse(steeredRefusal({ ...steering, status: steering.status }));
  return undefined;
}

/** Sends a whole body, or the half or the garbage asked for in its place. */
export async function sendSteered(
  exchange: Exchange,
  body: object,
  { steering, usage }: { steering: Steering; usage: TokenNumbers },
): Promise<void> {
  const isHalf = steering.cutAfter !== undefined || steering.hangAfter !== undefined;
  if (isHalf || steering.garbage !== undefined) {
    const honest = { bytes: Buffer.from(JSON.stringify(body)), type: 'application/json' };
    if (isHalf) sendHalf(exchange, honest, steering.cutAfter !== undefined);
    else if (steering.garbage !== undefined) await spoilAnswer(exchange, steering.garbage, honest);
    return;
  }
  exchange.sendWhole(body, () => {
    exchange.delivery.textDelivered();
    if (steering.omitUsage !== true) exchange.delivery.usageDelivered(usage);
  });
}

/** The refusal of a steering line that can't be followed. */
export function refuseSteering(exchange: Exchange, problem: string, param: string): void {
  exchange.refuse(badRequest(`@sandbox: ${problem}`, param, 'invalid_steering'));
}
