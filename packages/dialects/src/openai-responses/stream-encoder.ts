/**
 * Deltas as this wire's stream. Its items stand in the order in which they began; one is ended before the next begins, but
 * for tool calls whose arguments may still come.
 */
import type { Usage } from '@turnpike/domain/usage';
import type { Delta, Finish } from '../answer.js';
import type { AnswerIdentity, JsonObject, StreamEncoder } from '../dialect.js';
import { EventWriter } from './event-writer.js';
import { type ItemPrefix, outputItemId } from './ids.js';
import { OpenCall, OpenMessage, OpenThought, type Place } from './open-items.js';
import { callSignatureItem, imageDataOf, imageItem, type ItemStatus } from './output-items.js';
import { type Frame, frameOf, type Outcome, responseObject, standingOf } from './response-object.js';

type OfKind<K extends Delta['kind']> = Extract<Delta, { kind: K }>;

/** What the caller is told when it ends badly. */
export interface StreamFailure {
  readonly code: string;
  readonly message: string;
  readonly param: string | null;
}

export class ResponsesStreamEncoder implements StreamEncoder {
  private readonly frame: Frame;
  private readonly writer = new EventWriter();
  /** As they ended; holes where calls are still open. */
  private readonly output: JsonObject[] = [];
  private begun = 0;
  private isOpen = false;
  private current: OpenMessage | OpenThought | null = null;
  private currentIndex = 0;
  private readonly calls = new Map<number, OpenCall>();
  private finish: Finish | null = null;
  private answer: JsonObject | null = null;

  constructor(identity: AnswerIdentity) {
    this.frame = frameOf(identity);
  }

  encode(delta: Delta): string {
    if ('choice' in delta && delta.choice !== 0) return '';
    return this.open() + this.say(delta);
  }

  end(usage: Usage): string {
    const { status, incompleteReason } = standingOf(this.finish);
    const rest = this.open() + this.closeAll(status);
    const outcome = { status, incompleteReason, output: this.output, error: null, usage };
    return rest + this.conclude(`response.${status}`, outcome);
  }

  fail({ code, message, param }: StreamFailure): string {
    const rest = this.open() + this.closeAll('incomplete');
    // The SDKs read an error from `error`; the flat members are those of the published event.
    const error = { type: 'server_error', code, message, param };
    const told = this.writer.write('error', { code, message, param, error });
    const outcome = { status: 'failed', incompleteReason: null, output: this.output, usage: null } as const;
    return rest + told + this.conclude('response.failed', { ...outcome, error: { code: 'server_error', message } });
  }

  whole(): JsonObject | null {
    return this.answer;
  }

  private open(): string {
    if (this.isOpen) return '';
    this.isOpen = true;
    const response = this.response({
      status: 'in_progress',
      output: [],
      incompleteReason: null,
      error: null,
      usage: null,
    });
    return (
      this.writer.write('response.created', { response }) + this.writer.write('response.in_progress', { response })
    );
  }

  private say(delta: Delta): string {
    switch (delta.kind) {
      case 'text':
        return this.words('output_text', delta.text);
      case 'refusal':
        return this.words('refusal', delta.text);
      case 'thinking':
        return this.think(delta.text);
      case 'thinking_seal':
        return this.seal(delta);
      case 'tool_call':
        return this.beginCall(delta);
      case 'tool_arguments':
        return this.calls.get(delta.call)?.add(delta.text) ?? '';
      case 'media':
        return this.picture(delta);
      case 'logprobs':
        if (this.current instanceof OpenMessage) this.current.addLogprobs(delta.tokens);
        return '';
      case 'finish':
        this.finish = delta.finish;
        return '';
      case 'usage':
      case 'end':
      case 'error':
        return '';
    }
  }

  private words(kind: 'output_text' | 'refusal', text: string): string {
    if (this.current instanceof OpenMessage) return this.current.say(kind, text);
    if (text === '') return '';
    const closed = this.closeCurrent('completed') + this.closeWholeCalls();
    const message = new OpenMessage(this.writer, this.take('msg'));
    this.current = message;
    return closed + message.open() + message.say(kind, text);
  }

  private think(text: string): string {
    if (this.current instanceof OpenThought) return this.current.think(text);
    if (text === '') return '';
    const { thought, opened } = this.beginThought();
    return opened + thought.think(text);
  }

  private seal({ signature, sealed }: OfKind<'thinking_seal'>): string {
    if (signature === null && sealed === null)
      return this.current instanceof OpenThought ? this.closeCurrent('completed') : '';
    if (this.current instanceof OpenThought) {
      this.current.sealWith({ signature, sealed });
      return this.closeCurrent('completed');
    }
    const { thought, opened } = this.beginThought();
    thought.sealWith({ signature, sealed });
    return opened + this.closeCurrent('completed');
  }

  private beginThought(): { thought: OpenThought; opened: string } {
    const closed = this.closeCurrent('completed') + this.closeWholeCalls();
    const thought = new OpenThought(this.writer, this.take('rs'), this.frame.showsThoughts);
    this.current = thought;
    return { thought, opened: closed + thought.open() };
  }

  private beginCall({ call: number, id, name, signature }: OfKind<'tool_call'>): string {
    const closed = this.closeCurrent('completed') + this.closeWholeCalls();
    const signed =
      signature === null ? '' : this.writeWhole('rs', (place) => callSignatureItem(place.id, id, signature));
    const call = new OpenCall(this.writer, this.take('fc'), { id, name });
    this.calls.set(number, call);
    return closed + signed + call.open();
  }

  private picture({ part }: OfKind<'media'>): string {
    const base64 = part.kind === 'image' ? imageDataOf(part) : null;
    if (base64 === null) return '';
    const closed = this.closeCurrent('completed') + this.closeWholeCalls();
    const place = this.take('ig');
    const at = { item_id: place.id, output_index: place.index };
    const item = imageItem(place.id, 'completed', base64);
    this.output[place.index] = item;
    return (
      closed +
      this.writer.write('response.output_item.added', {
        output_index: place.index,
        item: imageItem(place.id, 'in_progress', null),
      }) +
      this.writer.write('response.image_generation_call.in_progress', at) +
      this.writer.write('response.image_generation_call.completed', at) +
      this.writer.write('response.output_item.done', { output_index: place.index, item })
    );
  }

  /** An item that comes as a whole. */
  private writeWhole(prefix: ItemPrefix, make: (place: Place) => JsonObject): string {
    const place = this.take(prefix);
    const item = make(place);
    this.output[place.index] = item;
    const at = { output_index: place.index, item };
    return this.writer.write('response.output_item.added', at) + this.writer.write('response.output_item.done', at);
  }

  private take(prefix: ItemPrefix): Place {
    const index = this.begun;
    this.begun += 1;
    this.currentIndex = index;
    return { id: outputItemId(prefix, this.frame.responseId, index), index };
  }

  private closeCurrent(status: ItemStatus): string {
    const { current, currentIndex } = this;
    if (current === null) return '';
    this.current = null;
    const { text, item } = current.close(status);
    this.output[currentIndex] = item;
    return text;
  }

  /** Those whose arguments may go on stay open. */
  private closeWholeCalls(): string {
    let text = '';
    for (const [number, call] of this.calls) if (call.isWhole()) text += this.closeCall(number, call, 'completed');
    return text;
  }

  private closeCall(number: number, call: OpenCall, status: ItemStatus): string {
    this.calls.delete(number);
    const { index, text, item } = call.close(status);
    this.output[index] = item;
    return text;
  }

  private closeAll(status: ItemStatus): string {
    let text = this.closeCurrent(status);
    for (const [number, call] of this.calls)
      text += this.closeCall(number, call, call.isWhole() ? 'completed' : status);
    return text;
  }

  private conclude(type: string, outcome: Outcome): string {
    this.answer = this.response(outcome);
    return this.writer.write(type, { response: this.answer });
  }

  private response(outcome: Outcome): JsonObject {
    return responseObject(this.frame, outcome);
  }
}
