/** Answers as legacy completions: text alone. Refusals are text; thoughts, calls and pictures have no place. */
import type { Usage } from '@turnpike/domain/usage';
import type { Answer, Choice, Delta, Finish } from '../answer.js';
import type { AnswerIdentity, JsonObject, StreamEncoder } from '../dialect.js';
import { describeAnswer } from '../openai-chat/encode-answer.js';
import { DONE_EVENT } from '../openai-chat/stream-encoder.js';
import { writeUsage } from '../openai-chat/usage.js';
import { writeLogprobs } from './logprobs.js';

const WORDS = { prefix: 'cmpl', object: 'text_completion' };

export function encodeAnswer(answer: Answer, identity: AnswerIdentity): JsonObject {
  return {
    ...describeAnswer(identity, WORDS),
    choices: answer.choices.map(encodeChoice),
    ...(answer.usage === null ? {} : { usage: writeUsage(answer.usage) }),
  };
}

function encodeChoice({ parts, finish, logprobs }: Choice, index: number): JsonObject {
  const text = parts.map((part) => (part.kind === 'text' || part.kind === 'refusal' ? part.text : '')).join('');
  const tokens = logprobs === null ? null : writeLogprobs(logprobs, 0);
  return { text, index, logprobs: tokens, finish_reason: reasonOf(finish) };
}

function reasonOf(finish: Finish | null): string {
  if (finish?.reason === 'length') return 'length';
  return finish?.reason === 'filtered' ? 'content_filter' : 'stop';
}

/** A stream of such chunks; each choice that began ends with a reason. */
export class CompletionStreamEncoder implements StreamEncoder {
  private readonly head: string;
  private readonly tail: string;
  private readonly wantsUsage: boolean;
  /** Choices by whether they have ended, and how far their log probabilities are. */
  private readonly choices = new Map<number, { isFinished: boolean; offset: number }>();

  constructor(identity: AnswerIdentity) {
    this.wantsUsage = identity.wantsUsage;
    this.head = `data: ${JSON.stringify(describeAnswer(identity, WORDS)).slice(0, -1)},"choices":[`;
    this.tail = identity.wantsUsage ? '],"usage":null}\n\n' : ']}\n\n';
  }

  encode(delta: Delta): string {
    switch (delta.kind) {
      case 'text':
      case 'refusal':
        this.stateOf(delta.choice);
        return delta.text === '' ? '' : this.chunk(delta.choice, { text: delta.text });
      case 'logprobs': {
        const state = this.stateOf(delta.choice);
        const logprobs = writeLogprobs(delta.tokens, state.offset);
        state.offset += delta.tokens.reduce((sum, { token }) => sum + token.length, 0);
        return this.chunk(delta.choice, { logprobs });
      }
      case 'finish':
        return this.finish(delta.choice, delta.finish);
      default:
        return '';
    }
  }

  end(usage: Usage): string {
    if (this.choices.size === 0) this.stateOf(0);
    let text = '';
    for (const choice of this.choices.keys()) text += this.finish(choice, null);
    if (this.wantsUsage) text += `${this.head}],"usage":${JSON.stringify(writeUsage(usage))}}\n\n`;
    return text + DONE_EVENT;
  }

  private finish(choice: number, finish: Finish | null): string {
    const state = this.stateOf(choice);
    if (state.isFinished) return '';
    state.isFinished = true;
    return this.chunk(choice, { finishReason: reasonOf(finish) });
  }

  private stateOf(choice: number): { isFinished: boolean; offset: number } {
    const known = this.choices.get(choice);
    if (known !== undefined) return known;
    const state = { isFinished: false, offset: 0 };
    this.choices.set(choice, state);
    return state;
  }

  private chunk(index: number, { text = '', logprobs = null, finishReason = null }: ChunkContent): string {
    return `${this.head}${JSON.stringify({ text, index, logprobs, finish_reason: finishReason })}${this.tail}`;
  }
}

interface ChunkContent {
  text?: string;
  logprobs?: JsonObject | null;
  finishReason?: string | null;
}
