/**
 * Items of a stream while they are being said: each writes the events that begin it, add to it and end it, and knows what
 * it came to.
 */
import type { TokenLogprob } from '../answer.js';
import type { JsonObject } from '../dialect.js';
import type { EventWriter } from './event-writer.js';
import {
  argumentsOf,
  callItem,
  type ItemStatus,
  logprobOf,
  messageItem,
  reasoningItem,
  refusalContent,
  textContent,
} from './output-items.js';
import { sealThought } from './sealed-thought.js';

/** An item's place among the others. */
export interface Place {
  readonly id: string;
  readonly index: number;
}

const added = (writer: EventWriter, { index }: Place, item: JsonObject) =>
  writer.write('response.output_item.added', { output_index: index, item });
const done = (writer: EventWriter, { index }: Place, item: JsonObject) =>
  writer.write('response.output_item.done', { output_index: index, item });

type WordKind = 'output_text' | 'refusal';

/** What was said, in parts of words and of refusal. */
export class OpenMessage {
  private readonly writer: EventWriter;
  private readonly place: Place;
  private readonly content: JsonObject[] = [];
  private part: {
    kind: WordKind;
    text: string;
    logprobs: TokenLogprob[];
    unsent: TokenLogprob[];
    head: string;
  } | null = null;

  constructor(writer: EventWriter, place: Place) {
    this.writer = writer;
    this.place = place;
  }

  open(): string {
    return added(this.writer, this.place, messageItem(this.place.id, 'in_progress', []));
  }

  say(kind: WordKind, text: string): string {
    const begun = this.part?.kind === kind ? '' : this.endPart() + this.beginPart(kind);
    const part = this.part;
    if (part === null) return begun;
    part.text += text;
    const delta = `${part.head}"delta":${JSON.stringify(text)}`;
    if (kind === 'refusal') return begun + this.writer.writeRaw('response.refusal.delta', delta);
    const logprobs = part.unsent.length === 0 ? '[]' : JSON.stringify(part.unsent.map(logprobOf));
    part.unsent = [];
    return begun + this.writer.writeRaw('response.output_text.delta', `${delta},"logprobs":${logprobs}`);
  }

  /** They leave with the words that come next. */
  addLogprobs(tokens: readonly TokenLogprob[]): void {
    for (const token of tokens) {
      this.part?.logprobs.push(token);
      this.part?.unsent.push(token);
    }
  }

  close(status: ItemStatus): { text: string; item: JsonObject } {
    const ended = this.endPart();
    const item = messageItem(this.place.id, status, this.content);
    return { text: ended + done(this.writer, this.place, item), item };
  }

  private beginPart(kind: WordKind): string {
    const at = { item_id: this.place.id, output_index: this.place.index, content_index: this.content.length };
    const head = `${JSON.stringify(at).slice(1, -1)},`;
    this.part = { kind, text: '', logprobs: [], unsent: [], head };
    const part = kind === 'refusal' ? refusalContent('') : textContent('', [], []);
    return this.writer.write('response.content_part.added', { ...at, part });
  }

  private endPart(): string {
    const { part, place, writer } = this;
    if (part === null) return '';
    this.part = null;
    const at = { item_id: place.id, output_index: place.index, content_index: this.content.length };
    const isRefusal = part.kind === 'refusal';
    const whole = isRefusal ? refusalContent(part.text) : textContent(part.text, part.logprobs, []);
    this.content.push(whole);
    const words = isRefusal
      ? writer.write('response.refusal.done', { ...at, refusal: part.text })
      : writer.write('response.output_text.done', { ...at, text: part.text, logprobs: whole.logprobs });
    return words + writer.write('response.content_part.done', { ...at, part: whole });
  }
}

/** What was thought; shown as a summary to those who asked for one. */
export class OpenThought {
  private readonly writer: EventWriter;
  private readonly place: Place;
  private readonly isShown: boolean;
  private text = '';
  private head: string | null = null;
  private seal: { signature: string | null; sealed: string | null } = { signature: null, sealed: null };

  constructor(writer: EventWriter, place: Place, isShown: boolean) {
    this.writer = writer;
    this.place = place;
    this.isShown = isShown;
  }

  open(): string {
    return added(this.writer, this.place, reasoningItem(this.place.id, '', null));
  }

  think(text: string): string {
    this.text += text;
    if (!this.isShown || text === '') return '';
    const begun = this.head === null ? this.beginSummary() : '';
    const delta = `${this.head ?? ''}"delta":${JSON.stringify(text)}`;
    return begun + this.writer.writeRaw('response.reasoning_summary_text.delta', delta);
  }

  sealWith(seal: { signature: string | null; sealed: string | null }): void {
    this.seal = seal;
  }

  close(): { text: string; item: JsonObject } {
    const { text, seal, place, writer } = this;
    const shown = this.isShown ? text : '';
    const hidden = this.isShown || text === '' ? null : text;
    const item = reasoningItem(place.id, shown, sealThought({ ...seal, text: hidden, callId: null }));
    if (this.head === null) return { text: done(writer, place, item), item };
    const at = this.summaryPlace();
    const ended =
      writer.write('response.reasoning_summary_text.done', { ...at, text }) +
      writer.write('response.reasoning_summary_part.done', { ...at, part: { type: 'summary_text', text } });
    return { text: ended + done(writer, place, item), item };
  }

  private beginSummary(): string {
    const at = this.summaryPlace();
    this.head = `${JSON.stringify(at).slice(1, -1)},`;
    const part = { type: 'summary_text', text: '' };
    return this.writer.write('response.reasoning_summary_part.added', { ...at, part });
  }

  private summaryPlace(): JsonObject {
    return { item_id: this.place.id, output_index: this.place.index, summary_index: 0 };
  }
}

/** A tool that is being asked for. */
export class OpenCall {
  private readonly writer: EventWriter;
  private readonly place: Place;
  private readonly call: { readonly id: string; readonly name: string };
  private readonly head: string;
  private text = '';

  constructor(writer: EventWriter, place: Place, call: { readonly id: string; readonly name: string }) {
    this.writer = writer;
    this.place = place;
    this.call = call;
    this.head = `${JSON.stringify({ item_id: place.id, output_index: place.index }).slice(1, -1)},`;
  }

  open(): string {
    return added(this.writer, this.place, callItem(this.place.id, 'in_progress', { ...this.call, arguments: '' }));
  }

  add(text: string): string {
    if (text === '') return '';
    this.text += text;
    return this.writer.writeRaw(
      'response.function_call_arguments.delta',
      `${this.head}"delta":${JSON.stringify(text)}`,
    );
  }

  /** Whether nothing that could follow would belong to its arguments. */
  isWhole(): boolean {
    if (!this.text.trimEnd().endsWith('}')) return false;
    try {
      JSON.parse(this.text);
      return true;
    } catch {
      return false;
    }
  }

  close(status: ItemStatus): { index: number; text: string; item: JsonObject } {
    const { place, writer } = this;
    const filled = status === 'completed' && this.text === '' ? this.add('{}') : '';
    const args = status === 'completed' ? argumentsOf(this.text) : this.text;
    const at = { item_id: place.id, output_index: place.index };
    const item = callItem(place.id, status, { ...this.call, arguments: args });
    const ended = writer.write('response.function_call_arguments.done', {
      ...at,
      name: this.call.name,
      arguments: args,
    });
    return { index: place.index, text: filled + ended + done(writer, place, item), item };
  }
}
