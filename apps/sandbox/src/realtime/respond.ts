/**
 * One answer of a session: plans it as every wire's answers are planned, tells it event by event, follows its steering.
 * Takes what was asked, gives events and the items that were made; can be cancelled. Keeps the account.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { countTextTokens } from '@turnpike/domain/token-count';
import { freshId } from '../answer/fresh-id.js';
import { strandsOf, type AnswerPlan } from '../answer/plan.js';
import type { ToolCall } from '../answer/plan-calls.js';
import { splitIntoPieces } from '../answer/reply.js';
import { splitJson } from '../answer/split-json.js';
import { sayAsTones, secondsToSay } from '../audio/wav.js';
import type { Strand } from '../deliveries/delivery.js';
import { steeredRefusal, STREAM_FAILURE, type Refusal } from '../exchange/wire.js';
import { toErrorBody } from '../openai/openai-error.js';
import type { Conversation, Item, PromptTokens } from './conversation.js';
import { withoutSound } from './conversation.js';
import type { EventSocket, RealtimeEvent } from './event-socket.js';
import { realtimeUsage, toNumbers, toUsage, type RealtimeUsage } from './realtime-usage.js';
import type { SessionAccount } from './session-account.js';
import type { ResponseSettings } from './response-request.js';
import { partOfSound } from './sound.js';
import { spoilEvents } from './spoil-events.js';

export type CancelReason = 'client_cancelled' | 'turn_detected';

export interface ResponseParts {
  plan: AnswerPlan;
  settings: ResponseSettings;
  prompt: PromptTokens;
  /** Null: it stands outside of the conversation. */
  conversation: Conversation | null;
  events: EventSocket;
  account: SessionAccount;
}

type Status = 'in_progress' | 'completed' | 'incomplete' | 'cancelled' | 'failed';

/** Where the pieces of an item belong. */
interface Place {
  response_id: string;
  item_id: string;
  output_index: number;
}

/** As OpenAI counts the sound it makes: one for each 50 ms. */
const SPOKEN_TOKENS_PER_SECOND = 20;

/** An answer under way. */
export class RealtimeResponse {
  readonly id = freshId('resp_');
  private readonly parts: ResponseParts;
  private readonly output: Item[] = [];
  private readonly stop = new AbortController();
  private readonly sound: Buffer;
  private cancelled: CancelReason | undefined;
  private failure: Refusal | undefined;
  /** Silent for good, spoilt or cut: nothing more is told. */
  private isOver = false;
  private pieces = 0;
  private said = '';

  constructor(parts: ResponseParts) {
    this.parts = parts;
    const { plan, settings } = parts;
    this.sound = settings.speaks ? sayAsTones(plan.text, settings.speed) : Buffer.alloc(0);
  }

  /** Ends it before the next piece; no more than what was told is billed. */
  cancel(reason: CancelReason): void {
    this.cancelled ??= reason;
    this.stop.abort();
  }

  /** Settles when all is told; true where the session goes silent from here on. */
  async run(): Promise<boolean> {
    const { plan, events } = this.parts;
    const { steering } = plan;
    await this.send({ type: 'response.created', response: this.response('in_progress') });
    await this.wait(steering.delayMs ?? 0);
    if (steering.garbage !== undefined) {
      await spoilEvents(events, steering.garbage);
      return false;
    }
    if (steering.status !== undefined) this.failure = steeredRefusal({ ...steering, status: steering.status });
    else await this.tell();
    if (!this.isOver) await this.finish();
    return this.isOver;
  }

  private async tell(): Promise<void> {
    const { plan, account, prompt } = this.parts;
    account.begin(strandsOf(plan), prompt.text + prompt.audio + prompt.image);
    const { text, refusal, calls } = plan;
    const words = refusal ?? text;
    if (words !== '' || calls.length === 0) await this.message(words);
    for (const call of calls) if (this.goesOn()) await this.call(call);
  }

  private async message(words: string): Promise<void> {
    const { settings, plan } = this.parts;
    const kind = settings.speaks ? 'output_audio' : 'output_text';
    const item = await this.open({ type: 'message', role: 'assistant', content: [] });
    if (item === undefined) return;
    const at = { ...this.placeOf(item), content_index: 0 };
    const empty = settings.speaks ? { type: 'audio', transcript: '' } : { type: 'text', text: '' };
    await this.send({ type: 'response.content_part.added', ...at, part: empty });
    let told = '';
    for (const piece of splitIntoPieces(words, plan.steering.chunks)) {
      const delta = settings.speaks ? 'response.output_audio_transcript.delta' : 'response.output_text.delta';
      if (!(await this.piece('text', piece.length, { type: delta, ...at, delta: piece }))) break;
      if (settings.speaks) await this.soundDelta(at, [told.length, told.length + piece.length], words.length);
      told += piece;
    }
    if (this.isOver) return;
    this.said = told;
    const spoken = { type: kind, transcript: told, audio: this.soundUpTo(told, words).toString('base64') };
    item.content = [settings.speaks ? spoken : { type: kind, text: told }];
    if (settings.speaks) {
      await this.send({ type: 'response.output_audio.done', ...at });
      await this.send({ type: 'response.output_audio_transcript.done', ...at, transcript: told });
    } else {
      await this.send({ type: 'response.output_text.done', ...at, text: told });
    }
    const part = settings.speaks ? { type: 'audio', transcript: told } : { type: 'text', text: told };
    await this.send({ type: 'response.content_part.done', ...at, part });
    await this.close(item);
  }

  private async call({ name, json }: ToolCall): Promise<void> {
    const item = await this.open({ type: 'function_call', name, call_id: freshId('call_'), arguments: '' });
    if (item === undefined) return;
    const at = { ...this.placeOf(item), call_id: item.call_id };
    let told = '';
    for (const [index, delta] of splitJson(json).entries()) {
      const length = delta.length + (index === 0 ? name.length : 0);
      const event = { type: 'response.function_call_arguments.delta', ...at, delta };
      if (!(await this.piece('tools', length, event))) break;
      told += delta;
    }
    if (this.isOver) return;
    item.arguments = told;
    await this.send({ type: 'response.function_call_arguments.done', ...at, name, arguments: told });
    await this.close(item);
  }

  /** The next item, in the output and in the conversation; undefined where nothing more may come. */
  private async open(fields: { type: string } & Record<string, unknown>): Promise<Item | undefined> {
    if (await this.stopsHere()) return undefined;
    const item: Item = { id: freshId('item_'), object: 'realtime.item', status: 'in_progress', ...fields };
    this.output.push(item);
    const { response_id, output_index } = this.placeOf(item);
    await this.send({ type: 'response.output_item.added', response_id, output_index, item });
    const placed = this.parts.conversation?.insert(item);
    if (placed != null) {
      await this.send({ type: 'conversation.item.added', previous_item_id: placed.previous, item });
    }
    return item;
  }

  private async close(item: Item): Promise<void> {
    item.status = this.goesOn() && this.parts.plan.finish !== 'length' ? 'completed' : 'incomplete';
    const { response_id, output_index } = this.placeOf(item);
    const told = withoutSound(item);
    if (this.parts.conversation !== null) {
      const index = this.parts.conversation.items.indexOf(item);
      const previous = this.parts.conversation.items[index - 1]?.id ?? null;
      if (index !== -1) await this.send({ type: 'conversation.item.done', previous_item_id: previous, item: told });
    }
    await this.send({ type: 'response.output_item.done', response_id, output_index, item: told });
  }

  private placeOf(item: Item): Place {
    return { response_id: this.id, item_id: item.id, output_index: this.output.indexOf(item) };
  }

  private async soundDelta(at: object, stretch: readonly [number, number], length: number): Promise<void> {
    const delta = partOfSound(this.sound, stretch, length).toString('base64');
    await this.send({ type: 'response.output_audio.delta', ...at, delta });
  }

  private soundUpTo(told: string, words: string): Buffer {
    return words === '' ? this.sound : partOfSound(this.sound, [0, told.length], words.length);
  }

  /** Tells one piece; false where nothing more may come. */
  private async piece(strand: Strand, length: number, event: RealtimeEvent): Promise<boolean> {
    if (await this.stopsHere()) return false;
    if (this.pieces > 0) await this.wait(this.parts.plan.steering.chunkDelayMs ?? 0);
    if (!this.goesOn()) return false;
    this.pieces += 1;
    const left = await this.send(event);
    if (left) this.parts.account.pieceLeft(strand, length);
    if (this.pieces === this.parts.plan.steering.cutAfter) this.cut();
    return left && this.goesOn();
  }

  /** Whether steering, or a cancellation, ends it before the next piece. */
  private async stopsHere(): Promise<boolean> {
    if (!this.goesOn()) return true;
    const { cutAfter, hangAfter, errorAfter } = this.parts.plan.steering;
    if (this.pieces === cutAfter) this.cut();
    else if (this.pieces === hangAfter) this.isOver = true;
    else if (this.pieces === errorAfter) {
      this.failure = STREAM_FAILURE;
      await this.send({ type: 'error', error: { ...errorOf(STREAM_FAILURE), event_id: null } });
    }
    return !this.goesOn();
  }

  private cut(): void {
    this.isOver = true;
    this.parts.account.end('cut');
    this.parts.events.cut();
  }

  private goesOn(): boolean {
    return !this.isOver && this.cancelled === undefined && this.failure === undefined;
  }

  private async finish(): Promise<void> {
    const { account, plan, prompt } = this.parts;
    const status = this.endStatus();
    const planned = realtimeUsage(plan.usage, prompt, plan.steering);
    const usage = status === 'cancelled' ? this.partOf(planned) : planned;
    const isReported = status !== 'failed' && plan.steering.omitUsage !== true;
    const response = { ...this.response(status), usage: isReported ? toUsage(usage) : null };
    const left = await this.send({ type: 'response.done', response });
    if (left && isReported) account.usageLeft(toNumbers(usage));
    const rates = ['requests', 'tokens'].map((name) => ({ name, limit: 1e6, remaining: 999_000, reset_seconds: 0.06 }));
    await this.send({ type: 'rate_limits.updated', rate_limits: rates });
  }

  /** The prompt was read whole; written is what was told. */
  private partOf(planned: RealtimeUsage): RealtimeUsage {
    const seconds = this.said === '' ? 0 : secondsToSay(this.said, 1);
    const args = this.output.flatMap((item) => (item.type === 'function_call' ? [String(item.arguments)] : []));
    const writtenText = [this.said, ...args].reduce((total, text) => total + countTextTokens(text), 0);
    const spoken = this.parts.settings.speaks ? Math.ceil(seconds * SPOKEN_TOKENS_PER_SECOND) : 0;
    return { ...planned, writtenText, spoken };
  }

  private endStatus(): Status {
    if (this.failure !== undefined) return 'failed';
    if (this.cancelled !== undefined) return 'cancelled';
    return ['length', 'filtered'].includes(this.parts.plan.finish) ? 'incomplete' : 'completed';
  }

  private response(status: Status): object {
    const { settings, conversation } = this.parts;
    return {
      object: 'realtime.response',
      id: this.id,
      status,
      status_details: this.details(status),
      output: this.output.map(withoutSound),
      conversation_id: conversation?.id ?? null,
      output_modalities: [settings.speaks ? 'audio' : 'text'],
      max_output_tokens: settings.maxOutputTokens,
      audio: { output: settings.audioOutput },
      usage: null,
      metadata: settings.metadata,
    };
  }

  private details(status: Status): object | null {
    if (status === 'cancelled') return { type: status, reason: this.cancelled };
    if (status === 'incomplete') {
      return { type: status, reason: this.parts.plan.finish === 'length' ? 'max_output_tokens' : 'content_filter' };
    }
    return status === 'failed' ? { type: status, error: errorOf(this.failure ?? STREAM_FAILURE) } : null;
  }

  private send(event: RealtimeEvent): Promise<boolean> {
    return this.parts.events.send(event, this.parts.plan.steering.byteByByte === true);
  }

  /** Ends early when it is cancelled. */
  private async wait(delayMs: number): Promise<void> {
    if (delayMs > 0) await sleep(delayMs, undefined, { signal: this.stop.signal }).catch(() => undefined);
  }
}

function errorOf(refusal: Refusal): object {
  return (toErrorBody(refusal) as { error: object }).error;
}
