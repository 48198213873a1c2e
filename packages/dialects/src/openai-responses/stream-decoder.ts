/**
 * A provider's stream of this wire as deltas. What an item is said to be as a whole is taken where its deltas never came,
 * as from vendors that send some items in one piece.
 */
import type { Delta } from '../answer.js';
import type { AssistantPart } from '../conversation.js';
import type { JsonObject, StreamDecoder } from '../dialect.js';
import { numberOf, parseObject, textOf } from '../json.js';
import { recordOf, recordsIn, unreadableEvent } from '../reading.js';
import { callIdOf, decodeImage, decodeLogprobs, finishOf } from './decode-answer.js';
import { decodeUsage } from './usage.js';

/** Items that are begun and never ended are a provider's mistake, or its malice. */
const MOST_OPEN_ITEMS = 1_024;

/** What is known of an item while it is under way. */
interface ItemState {
  /** Whether deltas of it were passed on. */
  said: boolean;
  /** Its number among the tool calls; null for what is none. */
  call: number | null;
}

export class ResponsesStreamDecoder implements StreamDecoder {
  private readonly items = new Map<number, ItemState>();
  private readonly kinds = new Set<AssistantPart['kind']>();
  private calls = 0;

  decode({ type, data }: { type: string | null; data: string }): readonly Delta[] {
    const event = parseObject(data);
    return event === null ? unreadableEvent(type, data) : this.read(textOf(event.type) ?? type ?? '', event);
  }

  private read(type: string, event: JsonObject): readonly Delta[] {
    switch (type) {
      case 'response.output_item.added':
        return this.begin(event);
      case 'response.output_text.delta':
        return this.words('text', event);
      case 'response.refusal.delta':
        return this.words('refusal', event);
      case 'response.reasoning_summary_text.delta':
      case 'response.reasoning_text.delta':
        return this.words('thinking', event);
      case 'response.reasoning_summary_part.added':
        return this.nextSummary(event);
      case 'response.function_call_arguments.delta':
        return this.argumentsDelta(event);
      case 'response.output_item.done':
        return this.endItem(event);
      case 'response.completed':
      case 'response.incomplete':
        return this.endResponse(recordOf(event.response));
      case 'response.failed':
        return [{ kind: 'error', error: recordOf(event.response).error ?? event }];
      case 'error':
        return [{ kind: 'error', error: event.error ?? event }];
      default:
        return [];
    }
  }

  private begin(event: JsonObject): Delta[] {
    const item = recordOf(event.item);
    const state = this.stateOf(event);
    return item.type === 'function_call' && state.call === null ? this.beginCall(item, state) : [];
  }

  private beginCall(item: JsonObject, state: ItemState): Delta[] {
    const [id, name] = [callIdOf(item), textOf(item.name)];
    if (id === null || name === null) return [];
    const call = this.calls;
    this.calls += 1;
    state.call = call;
    this.kinds.add('tool_call');
    return [{ kind: 'tool_call', choice: 0, call, id, name, signature: null }];
  }

  private words(kind: 'text' | 'refusal' | 'thinking', event: JsonObject): Delta[] {
    const text = textOf(event.delta);
    if (text === null || text === '') return [];
    this.stateOf(event).said = true;
    this.kinds.add(kind);
    const words: Delta = { kind, choice: 0, text };
    const tokens = kind === 'text' ? decodeLogprobs(event.logprobs) : [];
    return tokens.length === 0 ? [words] : [words, { kind: 'logprobs', choice: 0, tokens }];
  }

  /** Summaries of one item are paragraphs of one thought. */
  private nextSummary(event: JsonObject): Delta[] {
    const isFirst = !this.stateOf(event).said || numberOf(event.summary_index) === 0;
    return isFirst ? [] : [{ kind: 'thinking', choice: 0, text: '\n\n' }];
  }

  private argumentsDelta(event: JsonObject): Delta[] {
    const state = this.stateOf(event);
    const text = textOf(event.delta);
    if (state.call === null || text === null || text === '') return [];
    state.said = true;
    return [{ kind: 'tool_arguments', choice: 0, call: state.call, text }];
  }

  private endItem(event: JsonObject): Delta[] {
    const item = recordOf(event.item);
    const state = this.stateOf(event);
    this.items.delete(indexOf(event));
    switch (item.type) {
      case 'function_call':
        return this.endCall(item, state);
      case 'reasoning':
        return this.endThought(item, state);
      case 'message':
        return state.said ? [] : recordsIn(item.content).flatMap((content) => this.wholeContent(content));
      case 'image_generation_call':
        return decodeImage(item).map((part) => ({ kind: 'media', choice: 0, part }) as const);
      default:
        return [];
    }
  }

  private endCall(item: JsonObject, state: ItemState): Delta[] {
    const begun = state.call === null ? this.beginCall(item, state) : [];
    const text = textOf(item.arguments);
    if (state.said || state.call === null || text === null || text === '') return begun;
    return [...begun, { kind: 'tool_arguments', choice: 0, call: state.call, text }];
  }

  private endThought(item: JsonObject, state: ItemState): Delta[] {
    const sealed = textOf(item.encrypted_content);
    const said = [...recordsIn(item.summary), ...recordsIn(item.content)].flatMap(({ text }) => textOf(text) ?? []);
    const whole: Delta[] =
      state.said || said.length === 0 ? [] : [{ kind: 'thinking', choice: 0, text: said.join('\n\n') }];
    if (sealed === null && !state.said && whole.length === 0) return [];
    return [...whole, { kind: 'thinking_seal', choice: 0, signature: null, sealed }];
  }

  private wholeContent(content: JsonObject): Delta[] {
    const isRefusal = content.type === 'refusal';
    const text = textOf(isRefusal ? content.refusal : content.text);
    if (text === null || text === '') return [];
    const kind = isRefusal ? 'refusal' : 'text';
    this.kinds.add(kind);
    return [{ kind, choice: 0, text }];
  }

  private endResponse(response: JsonObject): Delta[] {
    const usage = decodeUsage(response.usage);
    return [
      { kind: 'finish', choice: 0, finish: finishOf(response, this.kinds) },
      ...(usage === null ? [] : [{ kind: 'usage', usage } as const]),
      { kind: 'end' },
    ];
  }

  private stateOf(event: JsonObject): ItemState {
    const index = indexOf(event);
    const known = this.items.get(index);
    if (known !== undefined) return known;
    const [oldest] = this.items.keys();
    if (this.items.size >= MOST_OPEN_ITEMS && oldest !== undefined) this.items.delete(oldest);
    const state: ItemState = { said: false, call: null };
    this.items.set(index, state);
    return state;
  }
}

/** An event without a place is taken for one of the first item, as of vendors that send no other. */
function indexOf(event: JsonObject): number {
  return numberOf(event.output_index) ?? 0;
}
