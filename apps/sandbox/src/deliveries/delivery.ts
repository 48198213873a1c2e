import { countTextTokens } from '@turnpike/domain/token-count';

/**
 * How a call ended. `open`: under way. `complete`: the answer left whole. `cut`: the sandbox was told to drop the
 * connection. `client_closed`: the reader left first. `error`: an error status was answered.
 */
export type Ended = 'open' | 'complete' | 'cut' | 'client_closed' | 'error';

/** Tokens in OpenAI's sense: cached are part of prompt, reasoning part of completion. */
export interface TokenNumbers {
  promptTokens: number;
  completionTokens: number;
  cachedTokens: number;
  reasoningTokens: number;
}

/**
 * What one call got, as JSON. The token numbers are those reported to the caller when `usageReported`; else they are
 * counted: the prompt as received, the completion as the text that was written to the socket, nothing cached, nothing
 * reasoned. An error has zeros. A unary answer that didn't leave whole has delivered no text.
 */
export interface AttemptReport extends TokenNumbers {
  operation: 'chat' | 'embeddings';
  startedAt: string;
  model: string;
  stream: boolean;
  /** HTTP status sent; null when the client left before one was. */
  status: number | null;
  /** What was written to the socket; several choices one after the other. */
  deliveredText: string;
  /** Stream events with content that were written to the socket. */
  deliveredChunks: number;
  usageReported: boolean;
  ended: Ended;
}

/** One call's account while it runs and afterwards. Written to only by the code that writes to the socket. */
export class Delivery {
  readonly operation: 'chat' | 'embeddings';
  readonly startedAtMs = Date.now();
  model = '';
  stream = false;
  status: number | null = null;
  ended: Ended = 'open';
  /** Prompt tokens as counted from the request, for answers that report no usage. */
  countedPromptTokens = 0;
  deliveredChunks = 0;
  private reported: TokenNumbers | undefined;
  private text = '';
  private deliveredLengths: number[] = [];

  constructor(operation: 'chat' | 'embeddings') {
    this.operation = operation;
  }

  /** Names the text that every choice is about to deliver. */
  prepareText(text: string, choices: number): void {
    this.text = text;
    this.deliveredLengths = new Array<number>(choices).fill(0);
  }

  /** A stream event with `length` more characters of a choice's text has left for the socket. */
  chunkDelivered(choice: number, length: number): void {
    this.deliveredChunks += 1;
    this.deliveredLengths[choice] = (this.deliveredLengths[choice] ?? 0) + length;
  }

  /** The whole text of every choice has left, in one body. */
  textDelivered(): void {
    this.deliveredLengths.fill(this.text.length);
  }

  usageDelivered(usage: TokenNumbers): void {
    this.reported = usage;
  }

  end(ended: Ended): void {
    if (this.ended === 'open') this.ended = ended;
  }

  /** Characters this account keeps alive. */
  get weight(): number {
    return this.text.length;
  }

  report(): AttemptReport {
    const texts = this.deliveredLengths.map((length) => this.text.slice(0, length));
    return {
      operation: this.operation,
      startedAt: new Date(this.startedAtMs).toISOString(),
      model: this.model,
      stream: this.stream,
      status: this.status,
      ...(this.reported ?? this.countTokens(texts)),
      deliveredText: texts.join(''),
      deliveredChunks: this.deliveredChunks,
      usageReported: this.reported !== undefined,
      ended: this.ended,
    };
  }

  private countTokens(texts: readonly string[]): TokenNumbers {
    return {
      promptTokens: this.ended === 'error' ? 0 : this.countedPromptTokens,
      completionTokens: texts.reduce((total, text) => total + countTextTokens(text), 0),
      cachedTokens: 0,
      reasoningTokens: 0,
    };
  }
}
