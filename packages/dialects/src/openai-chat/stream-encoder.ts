/**
 * A stream of chat completion chunks. What all chunks share is written once. Each choice begins with its role and ends
 * with a reason, because OpenAI's SDK refuses a stream that lacks one.
 */
import type { Usage } from '@turnpike/domain/usage';
import type { Delta, Finish } from '../answer.js';
import type { AnswerIdentity, JsonObject, StreamEncoder } from '../dialect.js';
import { describeAnswer, encodeMedia } from './encode-answer.js';
import { writeFinish } from './finish-reason.js';
import { writeLogprobs } from './logprobs.js';
import { writeSignature } from './signature.js';
import { encodeDetails } from './thoughts.js';
import { writeUsage } from './usage.js';

/** The last event of every stream. */
export const DONE_EVENT = 'data: [DONE]\n\n';

const ROLE = '{"role":"assistant","content":"","refusal":null}';

interface ChoiceState {
  toolCall: boolean;
  refusal: boolean;
  isFinished: boolean;
  /** Of the thought under way. */
  thought: string;
  thoughts: { text: string; signature: string | null; sealed: string | null }[];
}

export class ChatStreamEncoder implements StreamEncoder {
  private readonly identity: AnswerIdentity;
  private readonly head: string;
  private readonly tail: string;
  private readonly choices = new Map<number, ChoiceState>();

  constructor(identity: AnswerIdentity) {
    this.identity = identity;
    const shared = describeAnswer(identity, { prefix: 'chatcmpl', object: 'chat.completion.chunk' });
    this.head = `data: ${JSON.stringify(shared).slice(0, -1)},"choices":[`;
    this.tail = identity.wantsUsage ? '],"usage":null}\n\n' : ']}\n\n';
  }

  encode(delta: Delta): string {
    if (delta.kind === 'usage' || delta.kind === 'end' || delta.kind === 'error') return '';
    const { choice } = delta;
    const known = this.choices.get(choice);
    if (known !== undefined) return this.write(delta, known);
    const state = { toolCall: false, refusal: false, isFinished: false, thought: '', thoughts: [] };
    this.choices.set(choice, state);
    return this.chunk(choice, ROLE) + this.write(delta, state);
  }

  end(usage: Usage): string {
    let text = '';
    // An answer of nothing is an answer of one choice all the same.
    if (this.choices.size === 0) text += this.encode({ kind: 'text', choice: 0, text: '' });
    for (const [choice, state] of this.choices) {
      if (!state.isFinished) text += this.finish(choice, null, state);
    }
    if (this.identity.wantsUsage) text += `${this.head}],"usage":${JSON.stringify(writeUsage(usage))}}\n\n`;
    return text + DONE_EVENT;
  }

  private write(delta: Exclude<Delta, { kind: 'usage' | 'end' | 'error' }>, state: ChoiceState): string {
    const { choice } = delta;
    switch (delta.kind) {
      case 'text':
        return delta.text === '' ? '' : this.chunk(choice, `{"content":${JSON.stringify(delta.text)}}`);
      case 'refusal':
        state.refusal = true;
        return this.chunk(choice, `{"refusal":${JSON.stringify(delta.text)}}`);
      case 'thinking':
        state.thought += delta.text;
        return this.chunk(choice, `{"reasoning_content":${JSON.stringify(delta.text)}}`);
      case 'thinking_seal':
        return this.seal(choice, delta, state);
      case 'tool_call':
        state.toolCall = true;
        return this.call(delta);
      case 'tool_arguments':
        return this.chunk(
          choice,
          `{"tool_calls":[{"index":${delta.call},"function":{"arguments":${JSON.stringify(delta.text)}}}]}`,
        );
      case 'media':
        return this.chunk(choice, JSON.stringify(encodeMedia([delta.part], this.identity)));
      case 'logprobs':
        return this.chunk(choice, '{}', { logprobs: writeLogprobs(delta.tokens) });
      case 'finish':
        return this.finish(choice, delta.finish, state);
    }
  }

  private seal(
    choice: number,
    { signature, sealed }: { signature: string | null; sealed: string | null },
    state: ChoiceState,
  ): string {
    state.thoughts.push({ text: state.thought, signature, sealed });
    state.thought = '';
    const details = encodeDetails(state.thoughts);
    return details === null ? '' : this.chunk(choice, JSON.stringify({ reasoning_details: details }));
  }

  private call({ choice, call, id, name, signature }: Extract<Delta, { kind: 'tool_call' }>): string {
    const called = {
      index: call,
      id,
      type: 'function',
      function: { name, arguments: '' },
      ...writeSignature(signature),
    };
    return this.chunk(choice, JSON.stringify({ tool_calls: [called] }));
  }

  private finish(choice: number, finish: Finish | null, state: ChoiceState): string {
    if (state.isFinished) return '';
    state.isFinished = true;
    return this.chunk(choice, '{}', { finishReason: writeFinish(finish, state) });
  }

  private chunk(
    choice: number,
    delta: string,
    { logprobs = null, finishReason = null }: { logprobs?: JsonObject | null; finishReason?: string | null } = {},
  ): string {
    const rest = `"logprobs":${JSON.stringify(logprobs)},"finish_reason":${JSON.stringify(finishReason)}`;
    return `${this.head}{"index":${choice},"delta":${delta},${rest}}${this.tail}`;
  }
}
