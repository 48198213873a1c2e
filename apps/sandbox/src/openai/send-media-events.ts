import type { TokenNumbers } from '../deliveries/delivery.js';
import type { Exchange } from '../exchange/exchange.js';
import { spoilAnswer } from '../exchange/garbage.js';
import type { Frame } from '../exchange/rendering.js';
import { sendStream } from '../exchange/send-stream.js';
import type { Steering } from '../steering/steering.js';
import { toErrorBody } from './openai-error.js';

const TYPE = 'text/event-stream; charset=utf-8';

/** One event of a stream of pictures, of a transcript or of speech. */
export function mediaEvent(event: { type: string } & Record<string, unknown>): string {
  return `data: ${JSON.stringify(event)}\n\n`;
}

/** Streams such events, or the garbage asked for in their place. `usage`: what the last of them says of tokens. */
export async function sendMediaEvents(
  exchange: Exchange,
  frames: readonly Frame[],
  { steering, usage }: { steering: Steering; usage: TokenNumbers },
): Promise<void> {
  if (steering.garbage !== undefined) {
    const bytes = Buffer.from(frames.map((frame) => String(frame.bytes)).join(''));
    return spoilAnswer(exchange, steering.garbage, { bytes, type: TYPE });
  }
  await sendStream(exchange, { steering, usage }, {
    stream: () => frames,
    streamType: TYPE,
    streamError: (refusal) => mediaEvent({ type: 'error', ...toErrorBody(refusal) }),
  }); // prettier-ignore
}
