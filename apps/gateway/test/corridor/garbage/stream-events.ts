/** A recorded stream as its events, and back: what one of them says can be changed, its framing stays right. */
import { crc32 } from 'node:zlib';

/** A stream's data, event by event, in JSON; what is not JSON among them is given as it is. */
export function mapEvents(type: string, body: Buffer, change: (json: string, index: number) => string): Buffer {
  if (isBinary(type)) return Buffer.concat(framesOf(body).map((frame, index) => reframed(frame, index, change)));
  let index = 0;
  const text = body
    .toString()
    .replaceAll(/^(data: ?)(.+?)(\r?)$/gm, (_line, name: string, data: string, end: string) => {
      return name + change(data, index++) + end;
    });
  return Buffer.from(text);
}

export function isBinary(type: string): boolean {
  return type.startsWith('application/vnd.amazon.eventstream');
}

/** Cut by the lengths that they begin with. */
export function framesOf(body: Buffer): Buffer[] {
  const frames: Buffer[] = [];
  for (let at = 0; at < body.length; at += body.readUInt32BE(at)) {
    frames.push(body.subarray(at, at + body.readUInt32BE(at)));
  }
  return frames;
}

/** With another payload, and lengths and checksums that fit it. */
function reframed(frame: Buffer, index: number, change: (json: string, index: number) => string): Buffer {
  const headersEnd = 12 + frame.readUInt32BE(4);
  const payload = Buffer.from(change(frame.subarray(headersEnd, -4).toString(), index));
  const whole = Buffer.concat([frame.subarray(0, headersEnd), payload, Buffer.alloc(4)]);
  whole.writeUInt32BE(whole.length, 0);
  whole.writeUInt32BE(crc32(whole.subarray(0, 8)), 8);
  whole.writeUInt32BE(crc32(whole.subarray(0, -4)), whole.length - 4);
  return whole;
}
