/** One call of the data plane over a plain socket: it can be left at any point, and says exactly what arrived. */
import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';

export interface CallPlan {
  /** Name of the kind of call, for messages. */
  kind: string;
  path: '/v1/chat/completions' | '/v1/embeddings';
  body: Readonly<Record<string, unknown>> & { model: string };
  /** When the caller leaves, if it does. */
  leave?: LeavePoint;
}

/** `body`: half way through sending it. */
export type LeavePoint = { at: 'body' } | { at: 'waiting'; afterMs: number } | { at: 'chunk'; count: number };

/**
 * `complete`: the whole answer with status 200; of a stream, its end mark too. `refused`: a whole error answer. `error_event`: a
 * stream that ended with a typed error. `left`: by the caller. `broken`: the connection ended before the answer did.
 */
export type CallEnd = 'complete' | 'refused' | 'error_event' | 'left' | 'broken';

export interface CallOutcome {
  plan: CallPlan;
  /** The caller's own id of the call. */
  clientRequestId: string;
  /** Ours, with prefix; null when no header arrived. */
  requestId: string | null;
  status: number | null;
  headers: IncomingMessage['headers'];
  end: CallEnd;
  /** Events with content that arrived. */
  chunks: number;
  /** Body of a unary answer, or the text of a stream, one choice after the other. */
  text: string;
  /** `usage` the caller was told. */
  usage: ToldUsage | null;
  errorCode: string | null;
}

export interface ToldUsage {
  prompt_tokens: number;
  /** Not said of embeddings. */
  completion_tokens?: number;
}

const agent = new Agent({ keepAlive: true, maxSockets: 1_000 });

export interface CallOptions {
  gatewayUrl: string;
  key: string;
  clientRequestId: string;
}

/** Never rejects: whatever happens is an outcome. */
export function makeCall(plan: CallPlan, options: CallOptions): Promise<CallOutcome> {
  return new Promise((resolve) => new Call(plan, options, resolve).start());
}

class Call {
  readonly #plan: CallPlan;
  readonly #options: CallOptions;
  readonly #resolve: (outcome: CallOutcome) => void;
  readonly #outcome: CallOutcome;
  #request: ClientRequest | null = null;
  #rest = '';
  /** Of each choice of a stream. */
  readonly #texts: string[] = [];
  #ended = false;

  constructor(plan: CallPlan, options: CallOptions, resolve: (outcome: CallOutcome) => void) {
    this.#plan = plan;
    this.#options = options;
    this.#resolve = resolve;
    this.#outcome = {
      plan,
      clientRequestId: options.clientRequestId,
      requestId: null,
      status: null,
      headers: {},
      end: 'broken',
      chunks: 0,
      text: '',
      usage: null,
      errorCode: null,
    };
  }

  start(): void {
    const { gatewayUrl, key, clientRequestId } = this.#options;
    const { path, body, leave } = this.#plan;
    const bytes = Buffer.from(JSON.stringify(body));
    const headers = {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      'content-length': bytes.length,
      'x-request-id': clientRequestId,
    };
    const outgoing = request(gatewayUrl + path, { method: 'POST', agent, headers }, (response) =>
      this.#onResponse(response),
    );
    this.#request = outgoing;
    outgoing.on('error', () => this.#end('broken'));
    if (leave?.at === 'body') outgoing.write(bytes.subarray(0, bytes.length >> 1), () => this.#leave());
    else outgoing.end(bytes);
    if (leave?.at === 'waiting') setTimeout(() => this.#leave(), leave.afterMs);
  }

  #onResponse(response: IncomingMessage): void {
    const { statusCode = 0, headers } = response;
    Object.assign(this.#outcome, { status: statusCode, headers, requestId: headers['x-request-id'] ?? null });
    const isStream = String(headers['content-type']).startsWith('text/event-stream');
    response.setEncoding('utf8');
    response.on('data', (text: string) => (isStream ? this.#onEvents(text) : (this.#rest += text)));
    response.on('error', () => this.#end('broken'));
    response.on('close', () => {
      if (!response.complete) this.#end('broken');
      else if (isStream) this.#end(this.#outcome.errorCode === null ? 'broken' : 'error_event');
      else this.#endUnary(statusCode);
    });
  }

  #endUnary(status: number): void {
    const body = JSON.parse(this.#rest) as { usage?: ToldUsage; error?: { code?: string } };
    this.#outcome.text = this.#rest;
    this.#outcome.usage = body.usage ?? null;
    this.#outcome.errorCode = body.error?.code ?? null;
    this.#end(status === 200 ? 'complete' : 'refused');
  }

  #onEvents(text: string): void {
    const events = (this.#rest + text).split('\n\n');
    this.#rest = events.pop() ?? '';
    for (const event of events) this.#onEvent(event);
  }

  #onEvent(event: string): void {
    if (this.#ended || !event.startsWith('data: ')) return;
    const data = event.slice('data: '.length);
    if (data === '[DONE]') {
      this.#end('complete');
      return;
    }
    const chunk = JSON.parse(data) as StreamChunk;
    this.#outcome.errorCode = chunk.error?.code ?? this.#outcome.errorCode;
    if (chunk.usage != null) this.#outcome.usage = chunk.usage;
    const [choice] = chunk.choices ?? [];
    const content = choice?.delta?.content ?? '';
    if (content === '') return;
    this.#outcome.chunks += 1;
    const index = choice?.index ?? 0;
    this.#texts[index] = (this.#texts[index] ?? '') + content;
    this.#outcome.text = this.#texts.join('');
    const { leave } = this.#plan;
    if (leave?.at === 'chunk' && this.#outcome.chunks === leave.count) this.#leave();
  }

  #leave(): void {
    if (this.#ended) return;
    this.#end('left');
    this.#request?.destroy();
  }

  #end(end: CallEnd): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#outcome.end = end;
    this.#resolve(this.#outcome);
  }
}

interface StreamChunk {
  choices?: { index?: number; delta?: { content?: string | null } }[];
  usage?: ToldUsage | null;
  error?: { code?: string };
}
