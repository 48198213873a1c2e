import type { AnswerPlan } from '../answer/plan.js';
import { splitIntoPieces } from '../answer/reply.js';
import { splitJson } from '../answer/split-json.js';
import type { Strand } from '../deliveries/delivery.js';
import type { Frame } from '../exchange/rendering.js';
import { finishResponse, isIncomplete, type OutputItem, type ResponseObject } from './compose-response.js';

type Event = { type: string } & Record<string, unknown>;

/** Where an event belongs: every event of an item says it. */
interface Place {
  item_id: string;
  output_index: number;
}

/** Every event of a response that is told as it comes, numbered, the usage in the last one. */
export class ResponseEvents {
  private readonly begun: ResponseObject;
  private readonly output: OutputItem[];
  private readonly plan: AnswerPlan;
  private sequence = 0;

  constructor(begun: ResponseObject, output: OutputItem[], plan: AnswerPlan) {
    this.begun = begun;
    this.output = output;
    this.plan = plan;
  }

  *frames(): Generator<Frame> {
    yield this.event({ type: 'response.created', response: this.begun });
    yield this.event({ type: 'response.in_progress', response: this.begun });
    for (const [index, item] of this.output.entries()) yield* this.item(item, index);
    const response = finishResponse(this.begun, this.output, this.plan);
    const type = isIncomplete(this.plan) ? 'response.incomplete' : 'response.completed';
    yield { ...this.event({ type, response }), usage: response.usage !== null };
  }

  private *item(item: OutputItem, index: number): Generator<Frame> {
    const place = { item_id: item.id, output_index: index };
    yield this.event({ type: 'response.output_item.added', output_index: index, item: begunItem(item) });
    if (item.type === 'reasoning') yield* this.summary(item, place);
    else if (item.type === 'message') yield* this.content(item, place);
    else yield* this.functionCall(item, place);
    yield this.event({ type: 'response.output_item.done', output_index: index, item });
  }

  private *summary({ summary }: OutputItem, place: Place): Generator<Frame> {
    const [part] = summary as { text: string }[];
    if (part === undefined) return;
    const at = { ...place, summary_index: 0 };
    const { text } = part;
    yield this.event({ type: 'response.reasoning_summary_part.added', ...at, part: { ...part, text: '' } });
    for (const delta of splitIntoPieces(text, undefined)) {
      const event = this.event({ type: 'response.reasoning_summary_text.delta', ...at, delta });
      yield { ...event, piece: piece('thoughts', delta) };
    }
    yield this.event({ type: 'response.reasoning_summary_text.done', ...at, text });
    yield this.event({ type: 'response.reasoning_summary_part.done', ...at, part });
  }

  private *content({ content }: OutputItem, place: Place): Generator<Frame> {
    const [part] = content as Record<string, unknown>[];
    if (part === undefined) return;
    const isRefusal = part.type === 'refusal';
    const kind = isRefusal ? 'refusal' : 'output_text';
    const field = isRefusal ? 'refusal' : 'text';
    const text = part[field] as string;
    const at = { ...place, content_index: 0 };
    const logprobs = isRefusal ? {} : { logprobs: [] };
    yield this.event({ type: 'response.content_part.added', ...at, part: { ...part, [field]: '' } });
    for (const delta of splitIntoPieces(text, this.plan.steering.chunks)) {
      const event = this.event({ type: `response.${kind}.delta`, ...at, delta, ...logprobs });
      yield { ...event, piece: piece('text', delta) };
    }
    yield this.event({ type: `response.${kind}.done`, ...at, [field]: text, ...logprobs });
    yield this.event({ type: 'response.content_part.done', ...at, part });
  }

  private *functionCall(item: OutputItem, place: Place): Generator<Frame> {
    const json = item.arguments as string;
    for (const [at, delta] of splitJson(json).entries()) {
      const event = this.event({ type: 'response.function_call_arguments.delta', ...place, delta });
      yield { ...event, piece: piece('tools', at === 0 ? (item.name as string) + delta : delta) };
    }
    const done = { name: item.name, arguments: json };
    yield this.event({ type: 'response.function_call_arguments.done', ...place, ...done });
  }

  private event({ type, ...fields }: Event): Frame {
    const data = JSON.stringify({ type, sequence_number: this.sequence, ...fields });
    this.sequence += 1;
    return { bytes: `event: ${type}\ndata: ${data}\n\n` };
  }
}

/** An item of which nothing was said yet. */
function begunItem(item: OutputItem): OutputItem {
  if (item.type === 'reasoning') return { ...item, summary: [] };
  const begun = { ...item, status: 'in_progress' };
  return item.type === 'message' ? { ...begun, content: [] } : { ...begun, arguments: '' };
}

function piece(strand: Strand, text: string): Frame['piece'] & object {
  return { strand, choice: 0, length: text.length };
}
