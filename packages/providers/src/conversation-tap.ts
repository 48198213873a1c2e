/**
 * The meter of any stream of conversation, over its wire's decoder: every event is read once, and what it came to is at
 * hand for whoever translates. Never throws.
 */
import type { Delta, FinishReason } from '@turnpike/dialects/answer';
import type { StreamDecoder } from '@turnpike/dialects/dialect';
import { NO_USAGE, type Usage } from '@turnpike/domain/usage';
import { countLanes, type Lanes, type ModelNames } from './delivered-lanes.js';
import type { StreamTap, StreamVerdict, UpstreamFailure } from './provider-adapter.js';
import type { SseEvent } from './sse.js';

/** Few texts have more tokens than one per three bytes in events that carry several tokens each. */
const BYTES_PER_UNIT = 3;
/** Text kept, in UTF-16 units; older text beyond it is counted and let go. */
const MOST_TEXT_LENGTH = 192 * 1_024;

export interface ConversationTapOptions {
  decoder: StreamDecoder;
  /** What the provider's own error object means. */
  readFailure: (error: unknown) => UpstreamFailure;
  context: ModelNames;
}

/** A tap for one attempt's stream. */
export class ConversationTap implements StreamTap {
  contentSeen = false;
  doneSeen = false;
  deltas: readonly Delta[] = [];
  private readonly options: ConversationTapOptions;
  private report: Usage | null = null;
  /** A report that output came after: what it says of the input still holds. */
  private outdated: Usage | null = null;
  private error: UpstreamFailure | null = null;
  private finish: FinishReason | null = null;
  private units = 0;
  private readonly lanes: Lanes = new Map();
  private textLength = 0;
  private tokensLetGo = 0;

  constructor(options: ConversationTapOptions) {
    this.options = options;
  }

  onEvent(event: SseEvent): StreamVerdict {
    const data = event.data();
    this.deltas = data === null ? [] : this.options.decoder.decode({ type: event.type(), data: data.toString() });
    let verdict: StreamVerdict = 'forward';
    for (const delta of this.deltas) {
      if (delta.kind === 'error') {
        this.error = this.options.readFailure(delta.error);
        return 'error';
      }
      if (delta.kind === 'end') {
        this.doneSeen = true;
        verdict = 'done';
      } else this.meter(delta);
    }
    return verdict;
  }

  usage(): Usage | null {
    return this.report;
  }

  usageFault(): string | null {
    return this.report === null && this.outdated !== null ? 'output after the usage' : null;
  }

  estimatedUsage(promptTokens: number): Usage {
    const outputTokens = this.tokensLetGo + countLanes(this.lanes, this.options.context);
    if (this.outdated === null) return { ...NO_USAGE, inputTokens: promptTokens, outputTokens };
    return { ...this.outdated, outputTokens: Math.max(outputTokens, this.outdated.outputTokens) };
  }

  outputUnitsSoFar(): number {
    if (this.report === null) return this.units;
    const { outputTokens, reasoningTokens, audioOutputTokens, imageOutputTokens } = this.report;
    return outputTokens + reasoningTokens + audioOutputTokens + imageOutputTokens;
  }

  deliveredText(): string {
    return [...this.lanes.values()].join('');
  }

  finishReasonSeen(): boolean {
    return this.finish !== null;
  }

  finishReason(): FinishReason | null {
    return this.finish;
  }

  failure(): UpstreamFailure | null {
    return this.error;
  }

  private meter(delta: Delta): void {
    switch (delta.kind) {
      case 'usage':
        this.report = delta.usage;
        return;
      case 'finish':
        this.finish = delta.finish.reason;
        return;
      case 'text':
      case 'refusal':
      case 'thinking':
        return this.deliver(`${delta.choice}/${delta.kind}`, delta.text);
      case 'tool_call':
        return this.deliver(`${delta.choice}/tool/${delta.call}`, delta.name);
      case 'tool_arguments':
        return this.deliver(`${delta.choice}/tool/${delta.call}`, delta.text);
      case 'media':
      case 'thinking_seal':
        this.contentSeen = true;
        return;
      case 'logprobs':
      case 'end':
      case 'error':
    }
  }

  private deliver(lane: string, text: string): void {
    if (text === '') return;
    this.contentSeen = true;
    this.units += Math.max(1, Math.ceil(Buffer.byteLength(text) / BYTES_PER_UNIT));
    this.lanes.set(lane, (this.lanes.get(lane) ?? '') + text);
    this.textLength += text.length;
    this.outdated = this.report ?? this.outdated;
    this.report = null;
    if (this.textLength > MOST_TEXT_LENGTH) this.letGo();
  }

  private letGo(): void {
    this.tokensLetGo += countLanes(this.lanes, this.options.context);
    this.lanes.clear();
    this.textLength = 0;
  }
}
