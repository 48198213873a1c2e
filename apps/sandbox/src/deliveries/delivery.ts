import { countTextTokens } from '@turnpike/domain/token-count';

/**
 * How a call ended. `open`: under way. `complete`: the answer left whole. `cut`: the sandbox was told to drop the
 * connection. `client_closed`: the reader left first. `error`: an error status was answered.
 */
export type Ended = 'open' | 'complete' | 'cut' | 'client_closed' | 'error';

/** What is asked of a provider. */
export type Operation =
  'chat' | 'embeddings' | 'images' | 'speech' | 'transcriptions' | 'moderations' | 'rerank' | 'realtime';

/**
 * Tokens in OpenAI's sense: cached ones, those written to a cache, sound and pictures that were read are part of the
 * prompt; reasoning, pictures and sound part of the completion.
 */
export interface TokenNumbers {
  promptTokens: number;
  completionTokens: number;
  cachedTokens: number;
  cacheWriteTokens: number;
  audioInputTokens: number;
  imageInputTokens: number;
  reasoningTokens: number;
  imageOutputTokens: number;
  audioOutputTokens: number;
}

export const NO_TOKENS: TokenNumbers = Object.freeze({
  promptTokens: 0,
  completionTokens: 0,
  cachedTokens: 0,
  cacheWriteTokens: 0,
  audioInputTokens: 0,
  imageInputTokens: 0,
  reasoningTokens: 0,
  imageOutputTokens: 0,
  audioOutputTokens: 0,
});

/** What is sold by other measures than tokens. */
export interface Units {
  images: number;
  characters: number;
  seconds: number;
  searches: number;
}

const NO_UNITS: Units = Object.freeze({ images: 0, characters: 0, seconds: 0, searches: 0 });

/** What a piece of an answer belongs to. */
export type Strand = 'text' | 'thoughts' | 'tools';

/** What every choice of an answer says: its text, its thoughts, the names and arguments of the tools it calls. */
export type Strands = Record<Strand, string>;

/**
 * What one call got, as JSON. The token numbers are those reported to the caller when `usageReported`; else they are
 * counted: the prompt as received, the completion as what was written to the socket, nothing cached, reasoned what
 * thoughts were shown. An error has zeros. A unary answer that didn't leave whole has delivered no text.
 */
export interface AttemptReport extends TokenNumbers {
  operation: Operation;
  startedAt: string;
  model: string;
  stream: boolean;
  /** HTTP status sent; null when the client left before one was. */
  status: number | null;
  /** What was written to the socket; several choices one after the other. */
  deliveredText: string;
  deliveredThoughts: string;
  /** Names and arguments of the tools called, without anything between them. */
  deliveredTools: string;
  /** Stream events with content that were written to the socket. */
  deliveredChunks: number;
  usageReported: boolean;
  /** Zeros unless the answer left whole. */
  units: Units;
  ended: Ended;
}

/** One call's account while it runs and afterwards. Written to only by the code that writes to the socket. */
export class Delivery {
  readonly operation: Operation;
  readonly startedAtMs = Date.now();
  model = '';
  stream = false;
  status: number | null = null;
  ended: Ended = 'open';
  /** Prompt tokens as counted from the request, for answers that report no usage. */
  countedPromptTokens = 0;
  deliveredChunks = 0;
  /** What the answer comes to, once it has left. */
  readonly units: Units = { ...NO_UNITS };
  private reported: TokenNumbers | undefined;
  private strands: Strands = { text: '', thoughts: '', tools: '' };
  private delivered: Record<Strand, number[]> = { text: [], thoughts: [], tools: [] };

  constructor(operation: Operation) {
    this.operation = operation;
  }

  /** Names what every choice is about to deliver. */
  prepare(strands: Strands, choices: number): void {
    this.strands = strands;
    const none = (): number[] => new Array<number>(choices).fill(0);
    this.delivered = { text: none(), thoughts: none(), tools: none() };
  }

  /** The same for a session of several answers: the next one, after what has left of those before. */
  continueWith(strands: Strands): void {
    const left = Object.fromEntries(STRANDS.map((strand) => [strand, this.partsOf(strand).join('')])) as Strands;
    const lengths = (strand: Strand): number[] => [left[strand].length];
    this.delivered = { text: lengths('text'), thoughts: lengths('thoughts'), tools: lengths('tools') };
    this.strands = {
      text: left.text + strands.text,
      thoughts: left.thoughts + strands.thoughts,
      tools: left.tools + strands.tools,
    };
  }

  /** A stream event with `length` more characters of a choice has left for the socket. */
  chunkDelivered(choice: number, length: number, strand: Strand = 'text'): void {
    const lengths = this.delivered[strand];
    this.deliveredChunks += 1;
    lengths[choice] = (lengths[choice] ?? 0) + length;
  }

  /** All that every choice says has left, in one body. */
  textDelivered(): void {
    for (const strand of STRANDS) this.delivered[strand].fill(this.strands[strand].length);
  }

  usageDelivered(usage: TokenNumbers): void {
    this.reported = usage;
  }

  end(ended: Ended): void {
    if (this.ended === 'open') this.ended = ended;
  }

  /** Characters this account keeps alive. */
  get weight(): number {
    return this.strands.text.length + this.strands.thoughts.length + this.strands.tools.length;
  }

  report(): AttemptReport {
    const texts = this.partsOf('text');
    return {
      operation: this.operation,
      startedAt: new Date(this.startedAtMs).toISOString(),
      model: this.model,
      stream: this.stream,
      status: this.status,
      ...(this.reported ?? this.countTokens(texts)),
      deliveredText: texts.join(''),
      deliveredThoughts: this.partsOf('thoughts').join(''),
      deliveredTools: this.partsOf('tools').join(''),
      deliveredChunks: this.deliveredChunks,
      usageReported: this.reported !== undefined,
      units: this.ended === 'complete' ? { ...this.units } : NO_UNITS,
      ended: this.ended,
    };
  }

  /** What left of a strand, choice by choice. */
  private partsOf(strand: Strand): string[] {
    return this.delivered[strand].map((length) => this.strands[strand].slice(0, length));
  }

  private countTokens(texts: readonly string[]): TokenNumbers {
    const reasoningTokens = countAll(this.partsOf('thoughts'));
    return {
      ...NO_TOKENS,
      promptTokens: this.ended === 'error' ? 0 : this.countedPromptTokens,
      completionTokens: countAll(texts) + countAll(this.partsOf('tools')) + reasoningTokens,
      reasoningTokens,
    };
  }
}

const STRANDS: readonly Strand[] = ['text', 'thoughts', 'tools'];

function countAll(texts: readonly string[]): number {
  return texts.reduce((total, text) => total + countTextTokens(text), 0);
}
