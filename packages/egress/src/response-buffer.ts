/** Whole answers for calls whose body is needed at once: no stream objects, no copy when it came in one piece. */
import type { Egress, EgressCall, EgressHeaders, EgressRequest, EgressSink } from './egress.js';
import { EgressError } from './egress-error.js';

export interface CollectedResponse {
  status: number;
  headers: EgressHeaders;
  body: Buffer;
}

export interface CollectOptions {
  /** A longer body is refused: kind `protocol`, code `response_too_large`. */
  maxBytes: number;
  /** Gets the call as soon as it exists, to abort it when its caller leaves. */
  onCall?: (call: EgressCall) => void;
}

/** The answer, whatever its status. Rejects with {@link EgressError} and nothing else. */
export function collectResponse(
  egress: Egress,
  request: EgressRequest,
  options: CollectOptions,
): Promise<CollectedResponse> {
  return new Promise((resolve, reject) => {
    const buffer = new ResponseBuffer(options.maxBytes, resolve, reject);
    buffer.call = egress.request(request, buffer);
    options.onCall?.(buffer.call);
  });
}

class ResponseBuffer implements EgressSink {
  call: EgressCall | null = null;
  private readonly maxBytes: number;
  private readonly resolve: (response: CollectedResponse) => void;
  private readonly reject: (error: EgressError) => void;
  private readonly chunks: Buffer[] = [];
  private bytes = 0;
  private status = 0;
  private headers: EgressHeaders = {};

  constructor(maxBytes: number, resolve: (response: CollectedResponse) => void, reject: (error: EgressError) => void) {
    this.maxBytes = maxBytes;
    this.resolve = resolve;
    this.reject = reject;
  }

  onHeaders(status: number, headers: EgressHeaders): void {
    this.status = status;
    this.headers = headers;
    if (Number(headers['content-length']) > this.maxBytes) this.refuse();
  }

  onData(chunk: Buffer): boolean {
    this.bytes += chunk.length;
    if (this.bytes > this.maxBytes) this.refuse();
    else this.chunks.push(chunk);
    return true;
  }

  onEnd(): void {
    const [first, ...more] = this.chunks;
    const body = first !== undefined && more.length === 0 ? first : Buffer.concat(this.chunks, this.bytes);
    this.resolve({ status: this.status, headers: this.headers, body });
  }

  onError(error: EgressError): void {
    this.reject(error);
  }

  private refuse(): void {
    const facts = { kind: 'protocol', code: 'response_too_large', beforeHeaders: false, requestSent: true } as const;
    this.reject(new EgressError(facts));
    this.call?.abort('response_too_large');
  }
}
