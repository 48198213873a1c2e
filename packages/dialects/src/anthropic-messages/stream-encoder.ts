/**
 * Writes a stream of this wire: a message begins, its blocks follow one after the other by rising index, each begun and
 * stopped before the next, then come reason and usage, then the end.
 *
 * Other wires let calls of tools grow side by side. Here only one block is open: what belongs to a later one waits until
 * the JSON of those before it is whole.
 */
import { NO_USAGE, type Usage } from '@turnpike/domain/usage';
import type { Delta, Finish } from '../answer.js';
import type { AnswerIdentity, JsonObject, StreamEncoder } from '../dialect.js';
import { ContentBlock, eventOf } from './content-block.js';
import { openMessage, redactedBlock, textBlock, thinkingBlock, toolUseBlock } from './encode-answer.js';
import { writeStop } from './stop-reasons.js';
import { writeStreamUsage, writeUsage } from './usage.js';

export class MessageStreamEncoder implements StreamEncoder {
  private readonly identity: AnswerIdentity;
  private isOpen = false;
  private finish: Finish | null = null;
  private refusal: string | null = null;
  /** What the provider says of its input before it speaks. */
  private early: Usage = NO_USAGE;
  private blocks = 0;
  /** The first one is open, the others wait. */
  private readonly queue: ContentBlock[] = [];
  private readonly calls = new Map<number, ContentBlock>();

  constructor(identity: AnswerIdentity) {
    this.identity = identity;
  }

  encode(delta: Delta): string {
    if (delta.kind === 'usage') this.early = delta.usage;
    else if ('choice' in delta && delta.choice === 0) this.add(delta);
    return this.open() + this.drain();
  }

  end(usage: Usage): string {
    const opening = this.open() + this.drain();
    let rest = '';
    for (const block of this.queue) rest += block.take() + block.stop();
    this.queue.length = 0;
    const stop = writeStop(this.finish, { calledTools: this.calls.size > 0, refusal: this.refusal });
    const last = { type: 'message_delta', delta: { container: null, ...stop }, usage: writeStreamUsage(usage) };
    return opening + rest + eventOf(last) + eventOf({ type: 'message_stop' });
  }

  private add(delta: Extract<Delta, { choice: number }>): void {
    switch (delta.kind) {
      case 'text':
        return this.tail('text').addText(delta.text);
      case 'refusal':
        this.refusal = (this.refusal ?? '') + delta.text;
        return this.tail('text').addText(delta.text);
      case 'thinking':
        return this.tail('thinking').addThinking(delta.text);
      case 'thinking_seal':
        return this.seal(delta);
      case 'tool_call':
        this.calls.set(delta.call, this.begin('tool', toolUseBlock(delta, {})));
        return;
      case 'tool_arguments': {
        const block = this.calls.get(delta.call);
        if (block !== undefined && !block.isSealed) block.addInput(delta.text);
        return;
      }
      case 'finish':
        this.finish = delta.finish;
        return;
      case 'media':
      case 'logprobs':
      // This wire has no word for them.
    }
  }

  private seal({ signature, sealed }: Extract<Delta, { kind: 'thinking_seal' }>): void {
    const last = this.queue.at(-1);
    const isTold = last?.kind === 'thinking' && !last.isSealed;
    if (signature !== null || isTold) {
      const block = this.tail('thinking');
      if (signature !== null) block.addSignature(signature);
      block.isSealed = true;
    }
    if (sealed !== null) this.begin('redacted', redactedBlock(sealed)).isSealed = true;
  }

  /** The last block, if it is one of these and goes on; else a new one. */
  private tail(kind: 'text' | 'thinking'): ContentBlock {
    const last = this.queue.at(-1);
    if (last?.kind === kind && !last.isSealed) return last;
    return this.begin(kind, kind === 'text' ? textBlock('') : thinkingBlock('', null));
  }

  private begin(kind: ContentBlock['kind'], start: JsonObject): ContentBlock {
    const block = new ContentBlock(kind, this.blocks, start);
    this.blocks += 1;
    this.queue.push(block);
    return block;
  }

  /** What may leave by now. */
  private drain(): string {
    let out = '';
    for (let [block, next] = this.queue; block !== undefined; [block, next] = this.queue) {
      out += block.take();
      if (next === undefined || !block.mayEnd) return out;
      out += block.stop();
      block.isSealed = true;
      this.queue.shift();
    }
    return out;
  }

  private open(): string {
    if (this.isOpen) return '';
    this.isOpen = true;
    const usage = writeUsage({ ...this.early, outputTokens: 0, reasoningTokens: 0 });
    return eventOf({ type: 'message_start', message: { ...openMessage(this.identity), usage } });
  }
}
