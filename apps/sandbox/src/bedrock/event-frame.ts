import { EventStreamCodec } from '@smithy/core/event-streams';

const codec = new EventStreamCodec(
  (bytes) => (typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('utf8')),
  (text) => Buffer.from(text, 'utf8'),
);

/** One message of AWS's binary event stream (`application/vnd.amazon.eventstream`), with both its checksums. */
export function eventFrame(type: string, payload: object): Uint8Array {
  return encode({ ':event-type': type, ':message-type': 'event' }, payload);
}

/** The message that ends a stream with an error; `type` begins with a small letter there. */
export function exceptionFrame(type: string, payload: object): Uint8Array {
  return encode({ ':exception-type': type, ':message-type': 'exception' }, payload);
}

function encode(headers: Readonly<Record<string, string>>, payload: object): Uint8Array {
  const named = { ...headers, ':content-type': 'application/json' };
  return codec.encode({
    headers: Object.fromEntries(Object.entries(named).map(([name, value]) => [name, { type: 'string', value }])),
    body: Buffer.from(JSON.stringify(payload)),
  });
}
