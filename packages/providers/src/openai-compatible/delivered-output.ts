/**
 * What a stream has delivered, kept for the case that its provider never says how much it was. Events are kept as the
 * bytes they are and parsed only when too many have gathered or an answer is wanted.
 */
import type { FinishReason } from '@turnpike/dialects/answer';
import { isRecord, listOf, parseObject } from '@turnpike/dialects/json';
import { readFinish } from '@turnpike/dialects/openai-chat/finish-reason';
import { countLanes, type Lanes, type ModelNames } from '../delivered-lanes.js';
import { KeptBytes } from '../kept-bytes.js';

/** Events kept unparsed, as they came: some 500, which take little room beside each other. */
const MOST_EVENT_BYTES = 128 * 1_024;
/**
 * Text kept, in UTF-16 units; older text beyond it is counted and let go. With the events yet unparsed it stays below
 * 256 Ki, the most that one count takes exactly.
 */
const MOST_TEXT_LENGTH = 128 * 1_024;

type Json = Readonly<Record<string, unknown>>;

export class DeliveredOutput {
  private readonly events = new KeptBytes(MOST_EVENT_BYTES);
  private readonly lanes: Lanes = new Map();
  private textLength = 0;
  private tokensLetGo = 0;
  private finishWord: string | null = null;
  private readonly model: ModelNames;

  constructor(model: ModelNames) {
    this.model = model;
  }

  /** Remembers an event by its data. */
  keep(data: Buffer): void {
    if (this.events.add(data)) return;
    this.fold();
    this.read([data]);
  }

  /** All that is kept, one lane after the other. */
  text(): string {
    this.fold();
    return [...this.lanes.values()].join('');
  }

  /** Output tokens of all that was delivered, by our own count. */
  tokens(): number {
    this.fold();
    return this.tokensLetGo + countLanes(this.lanes, this.model);
  }

  finishReasonSeen(): boolean {
    this.finishWord ??= this.lastFinishWord();
    if (this.finishWord !== null) return true;
    this.fold();
    return this.finishWord !== null;
  }

  /** Of the last choice that gave one; null while none has. */
  finishReason(): FinishReason | null {
    this.fold();
    return this.finishWord === null ? null : (readFinish(this.finishWord, false)?.reason ?? null);
  }

  /** The last event mostly says it, and then nobody needs to read the others. */
  private lastFinishWord(): string | null {
    const last = this.events.count > 1 ? this.events.last() : null;
    const chunk = last === null ? null : parseChunk(last);
    return chunk === null ? null : finishWordIn(chunk);
  }

  private fold(): void {
    this.read(this.events.drain());
  }

  private read(events: readonly Buffer[]): void {
    const parts = new Map<string, string[]>();
    for (const data of events) {
      const chunk = parseChunk(data);
      if (chunk === null) continue;
      this.finishWord = finishWordIn(chunk) ?? this.finishWord;
      forEachOutput(chunk, (lane, text) => {
        const pieces = parts.get(lane);
        if (pieces === undefined) parts.set(lane, [text]);
        else pieces.push(text);
      });
    }
    for (const [lane, pieces] of parts) this.append(lane, pieces.join(''));
    if (this.textLength > MOST_TEXT_LENGTH) this.letGo();
  }

  private append(lane: string, text: string): void {
    this.lanes.set(lane, (this.lanes.get(lane) ?? '') + text);
    this.textLength += text.length;
  }

  private letGo(): void {
    this.tokensLetGo += countLanes(this.lanes, this.model);
    this.lanes.clear();
    this.textLength = 0;
  }
}

/** One chunk's JSON object; null for anything else. */
export function parseChunk(data: Buffer): Json | null {
  return parseObject(data.toString());
}

/** Calls back with every piece of output in a chunk, and the lane it belongs to. */
export function forEachOutput(chunk: Json, onText: (lane: string, text: string) => void): void {
  for (const [position, choice] of listOf(chunk.choices).entries()) {
    if (!isRecord(choice)) continue;
    const index = typeof choice.index === 'number' ? choice.index : position;
    const emit = (lane: string, text: unknown): void => {
      if (typeof text === 'string' && text !== '') onText(`${index}/${lane}`, text);
    };
    // A legacy completion's.
    emit('content', choice.text);
    if (!isRecord(choice.delta)) continue;
    const { delta } = choice;
    emit('content', delta.content);
    emit('refusal', delta.refusal);
    // DeepSeek's and vLLM's name, then OpenRouter's; who sends both sends the same text twice.
    emit('reasoning', delta.reasoning_content ?? delta.reasoning);
    emitFunction(delta.function_call, (text) => emit('function', text));
    for (const [place, call] of listOf(delta.tool_calls).entries()) {
      if (!isRecord(call)) continue;
      const tool = typeof call.index === 'number' ? call.index : place;
      emitFunction(call.function, (text) => emit(`tool/${tool}`, text));
    }
  }
}

function emitFunction(called: unknown, emit: (text: unknown) => void): void {
  if (!isRecord(called)) return;
  emit(called.name);
  emit(called.arguments);
}

function finishWordIn(chunk: Json): string | null {
  for (const choice of listOf(chunk.choices))
    if (isRecord(choice) && typeof choice.finish_reason === 'string') return choice.finish_reason;
  return null;
}
