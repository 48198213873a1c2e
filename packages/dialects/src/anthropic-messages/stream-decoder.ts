/** Reads a provider's stream of one message. Never throws: what is no JSON is an error, fields it can't read it passes over. */
import type { Delta } from '../answer.js';
import type { JsonObject, StreamDecoder } from '../dialect.js';
import { isRecord, parseObject, textOf } from '../json.js';
import { unreadableEvent } from '../reading.js';
import { explanationOf } from './decode-answer.js';
import { readFinish } from './stop-reasons.js';
import { writeInput } from './tool-input.js';
import { mergeUsage, readUsage } from './usage.js';

/** The block under way. */
type OpenBlock =
  | { readonly kind: 'thinking'; signature: string | null }
  /** `input`: what its start said of it, which holds if no piece follows. */
  | { readonly kind: 'tool'; readonly call: number; readonly input: string; isFed: boolean }
  | { readonly kind: 'other' };

const CHOICE = 0;
/** Explanations are sentences. */
const MOST_SAID = 4_096;
const NOTHING: readonly Delta[] = [];

export class MessageStreamDecoder implements StreamDecoder {
  /** By their index, as this wire sends one after the other but names each. */
  private readonly open = new Map<unknown, OpenBlock>();
  private calls = 0;
  private startUsage: unknown = null;
  /** The beginning of its text: to know an explanation that only says it again. */
  private said = '';

  decode({ type, data }: { type: string | null; data: string }): readonly Delta[] {
    const event = parseObject(data);
    if (event === null) return unreadableEvent(type, data);
    switch (event.type ?? type) {
      case 'message_start':
        return this.start(event.message);
      case 'content_block_start':
        return isRecord(event.content_block) ? this.begin(event.index, event.content_block) : NOTHING;
      case 'content_block_delta':
        return isRecord(event.delta) ? this.add(event.index, event.delta) : NOTHING;
      case 'content_block_stop':
        return this.stop(event.index);
      case 'message_delta':
        return this.conclude(event);
      case 'message_stop':
        return [{ kind: 'end' }];
      case 'error':
        return [{ kind: 'error', error: event.error ?? event }];
      default:
        return NOTHING;
    }
  }

  private start(message: unknown): readonly Delta[] {
    if (!isRecord(message)) return NOTHING;
    this.startUsage = message.usage;
    // The few output tokens that are reported here have yet to be sent, and the last report has them too.
    const usage = readUsage(mergeUsage(message.usage, { output_tokens: 0 }));
    return usage === null ? NOTHING : [{ kind: 'usage', usage }];
  }

  private begin(index: unknown, block: JsonObject): readonly Delta[] {
    this.open.set(index, { kind: 'other' });
    switch (block.type) {
      case 'text':
        return this.say(block.text);
      case 'thinking':
        this.open.set(index, { kind: 'thinking', signature: textOf(block.signature) || null });
        return pieceOf('thinking', block.thinking);
      case 'redacted_thinking':
        return [{ kind: 'thinking_seal', choice: CHOICE, signature: null, sealed: textOf(block.data) ?? '' }];
      case 'tool_use': {
        const call = this.calls;
        this.calls += 1;
        this.open.set(index, { kind: 'tool', call, input: writeInput(block.input) ?? '{}', isFed: false });
        const [id, name] = [textOf(block.id) ?? '', textOf(block.name) ?? ''];
        return [{ kind: 'tool_call', choice: CHOICE, call, id, name, signature: null }];
      }
      default:
        return NOTHING;
    }
  }

  private add(index: unknown, delta: JsonObject): readonly Delta[] {
    const block = this.open.get(index);
    switch (delta.type) {
      case 'text_delta':
        return this.say(delta.text);
      case 'thinking_delta':
        return pieceOf('thinking', delta.thinking);
      case 'signature_delta':
        if (block?.kind === 'thinking') block.signature = textOf(delta.signature) || null;
        return NOTHING;
      case 'input_json_delta': {
        const text = textOf(delta.partial_json) ?? '';
        // Input of a tool that the provider runs itself is nobody's call.
        if (block?.kind !== 'tool' || text === '') return NOTHING;
        block.isFed = true;
        return [{ kind: 'tool_arguments', choice: CHOICE, call: block.call, text }];
      }
      default:
        return NOTHING;
    }
  }

  private say(text: unknown): readonly Delta[] {
    if (typeof text === 'string' && this.said.length < MOST_SAID) this.said += text;
    return pieceOf('text', text);
  }

  private stop(index: unknown): readonly Delta[] {
    const block = this.open.get(index);
    this.open.delete(index);
    if (block?.kind === 'thinking') {
      return [{ kind: 'thinking_seal', choice: CHOICE, signature: block.signature, sealed: null }];
    }
    if (block?.kind !== 'tool' || block.isFed) return NOTHING;
    return [{ kind: 'tool_arguments', choice: CHOICE, call: block.call, text: block.input }];
  }

  private conclude(event: JsonObject): readonly Delta[] {
    const delta = isRecord(event.delta) ? event.delta : {};
    const explanation = explanationOf(delta.stop_details);
    const finish = readFinish(delta.stop_reason, delta.stop_sequence);
    const usage = isRecord(event.usage) ? readUsage(mergeUsage(this.startUsage, event.usage)) : null;
    return [
      // First, as a report holds for what came before it.
      ...(explanation === null || explanation === this.said
        ? []
        : [{ kind: 'refusal', choice: CHOICE, text: explanation } as const]),
      ...(usage === null ? [] : [{ kind: 'usage', usage } as const]),
      ...(finish === null ? [] : [{ kind: 'finish', choice: CHOICE, finish } as const]),
    ];
  }
}

function pieceOf(kind: 'text' | 'thinking', text: unknown): readonly Delta[] {
  return typeof text === 'string' && text !== '' ? [{ kind, choice: CHOICE, text }] : NOTHING;
}
