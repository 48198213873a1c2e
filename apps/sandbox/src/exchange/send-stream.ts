import type { AnswerPlan } from '../answer/plan.js';
import { drained } from '../http/drained.js';
import { pause } from '../http/pause.js';
import type { Exchange } from './exchange.js';
import type { Frame, Rendering } from './rendering.js';
import { STREAM_FAILURE } from './wire.js';

/** What of a plan its sending depends on. */
type Sent = Pick<AnswerPlan, 'steering' | 'usage'>;

interface StreamRendering<P extends Sent> extends Pick<Rendering, 'streamType' | 'streamError'> {
  stream(plan: P): Iterable<Frame>;
}

/**
 * Streams an answer. The account moves in the callbacks of the writes, so it says what was handed to the socket and
 * never what merely waited in a buffer; back-pressure is respected, so that little ever waits.
 */
export async function sendStream<P extends Sent>(
  exchange: Exchange,
  plan: P,
  rendering: StreamRendering<P>,
): Promise<void> {
  const { response, delivery } = exchange;
  const { steering } = plan;
  delivery.status = 200;
  response.on('finish', () => {
    delivery.end('complete');
  });
  response.writeHead(200, { ...exchange.headers(), 'content-type': rendering.streamType });
  let written = 0;
  for (const frame of rendering.stream(plan)) {
    if (frame.piece !== undefined) {
      const stopped = stopBefore(exchange, plan, { written, rendering });
      if (stopped) return;
      // The choices of one piece go together.
      const delayMs = frame.piece.choice === 0 && written > 0 ? (steering.chunkDelayMs ?? 0) : 0;
      if (!(await pause(response, delayMs))) return;
      written += 1;
    }
    const isLast = frame.piece !== undefined && written === steering.cutAfter;
    const flowing = writeFrame(exchange, frame, { plan, isLast });
    // The cut comes from the callback, once the last piece has really left.
    if (isLast) return;
    if (!flowing && !(await drained(response))) return;
  }
  response.end();
}

/** Whether the stream is over before the next piece: cut with none written, silent, or failing. */
function stopBefore(
  exchange: Exchange,
  { steering }: Sent,
  { written, rendering }: { written: number; rendering: Pick<Rendering, 'streamError'> },
): boolean {
  if (written === steering.cutAfter) {
    exchange.cutWhenSent();
    return true;
  }
  if (written === steering.hangAfter) {
    exchange.response.flushHeaders();
    return true;
  }
  if (written !== steering.errorAfter) return false;
  exchange.delivery.end('error');
  exchange.response.end(rendering.streamError(STREAM_FAILURE));
  return true;
}

function writeFrame(exchange: Exchange, frame: Frame, { plan, isLast }: { plan: Sent; isLast: boolean }): boolean {
  const { response, delivery } = exchange;
  const { piece } = frame;
  const onLeft = (error?: Error | null): void => {
    if (error) return;
    if (piece !== undefined) delivery.chunkDelivered(piece.choice, piece.length, piece.strand);
    if (frame.usage === true) delivery.usageDelivered(plan.usage);
    if (isLast) exchange.cut();
  };
  if (plan.steering.byteByByte !== true) {
    if (piece === undefined && frame.usage !== true) return response.write(frame.bytes);
    return response.write(frame.bytes, onLeft);
  }
  const bytes = Buffer.from(frame.bytes as Uint8Array);
  for (let index = 0; index < bytes.length - 1; index += 1) response.write(bytes.subarray(index, index + 1));
  return response.write(bytes.subarray(bytes.length - 1), onLeft);
}
