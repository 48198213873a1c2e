/**
 * Events of ConverseStream. The type of each stands in its frame's headers; blocks of text begin without a start event,
 * and the usage comes last, after the reason why the message stopped.
 */
import type { Delta } from '../answer.js';
import type { JsonObject, StreamDecoder } from '../dialect.js';
import { parseObject, textOf } from '../json.js';
import { recordOf, unreadableEvent } from '../reading.js';
import { readFinish } from './finish.js';
import { imageTypeOf } from './media-formats.js';
import { readConverseUsage } from './usage.js';

/** Of base64 text, for a block that comes in pieces; what is larger is no picture of a model's. */
const MOST_PICTURE_LENGTH = 32 * 1_024 * 1_024;
const EXCEPTION = /^(?:error|[A-Za-z]+Exception)$/;

/** What is known of the block under way; blocks follow each other. */
type Block =
  | { kind: 'tool'; call: number; hasArguments: boolean }
  | { kind: 'thinking'; signature: string; sealed: string }
  | { kind: 'picture'; mediaType: string; pieces: Buffer[]; length: number };

/** Reads one stream; never throws. */
export class ConverseStreamDecoder implements StreamDecoder {
  private block: Block | null = null;
  private calls = 0;

  decode({ type, data }: { type: string | null; data: string }): readonly Delta[] {
    const event = parseObject(data);
    if (event === null) return unreadableEvent(type, data);
    switch (type) {
      case 'contentBlockStart':
        return this.start(recordOf(event.start));
      case 'contentBlockDelta':
        return this.delta(recordOf(event.delta));
      case 'contentBlockStop':
        return this.stop();
      case 'messageStop':
        return this.finish(event);
      case 'metadata':
        return readEnd(event);
      default:
        return type !== null && EXCEPTION.test(type) ? [{ kind: 'error', error: { code: type, ...event } }] : [];
    }
  }

  private start({ toolUse, image }: JsonObject): Delta[] {
    this.block = null;
    const { toolUseId, name, type } = recordOf(toolUse);
    if (typeof toolUseId === 'string' && typeof name === 'string' && type !== 'server_tool_use') {
      const call = this.calls++;
      this.block = { kind: 'tool', call, hasArguments: false };
      return [{ kind: 'tool_call', choice: 0, call, id: toolUseId, name, signature: null }];
    }
    const mediaType = imageTypeOf(recordOf(image).format);
    if (mediaType !== null) this.block = { kind: 'picture', mediaType, pieces: [], length: 0 };
    return [];
  }

  private delta({ text, toolUse, reasoningContent, image }: JsonObject): Delta[] {
    if (typeof text === 'string') return text === '' ? [] : [{ kind: 'text', choice: 0, text }];
    if (reasoningContent !== undefined) return this.think(recordOf(reasoningContent));
    const input = textOf(recordOf(toolUse).input) ?? '';
    if (input !== '' && this.block?.kind === 'tool') {
      this.block.hasArguments = true;
      return [{ kind: 'tool_arguments', choice: 0, call: this.block.call, text: input }];
    }
    const bytes = textOf(recordOf(recordOf(image).source).bytes);
    if (bytes !== null && this.block?.kind === 'picture') {
      this.block.length += bytes.length;
      if (this.block.length <= MOST_PICTURE_LENGTH) this.block.pieces.push(Buffer.from(bytes, 'base64'));
    }
    return [];
  }

  private think({ text, signature, redactedContent }: JsonObject): Delta[] {
    if (this.block?.kind !== 'thinking') this.block = { kind: 'thinking', signature: '', sealed: '' };
    this.block.signature += textOf(signature) ?? '';
    this.block.sealed += textOf(redactedContent) ?? '';
    return typeof text === 'string' && text !== '' ? [{ kind: 'thinking', choice: 0, text }] : [];
  }

  private stop(): Delta[] {
    const { block } = this;
    this.block = null;
    if (block === null) return [];
    if (block.kind === 'tool') {
      // A call without arguments brings no piece of them, and its arguments are an object all the same.
      return block.hasArguments ? [] : [{ kind: 'tool_arguments', choice: 0, call: block.call, text: '{}' }];
    }
    if (block.kind === 'thinking') {
      const { signature, sealed } = block;
      if (signature === '' && sealed === '') return [];
      return [{ kind: 'thinking_seal', choice: 0, signature: signature || null, sealed: sealed || null }];
    }
    if (block.pieces.length === 0 || block.length > MOST_PICTURE_LENGTH) return [];
    const data = Buffer.concat(block.pieces).toString('base64');
    const source = { kind: 'base64', mediaType: block.mediaType, data } as const;
    return [{ kind: 'media', choice: 0, part: { kind: 'image', source, detail: null } }];
  }

  private finish({ stopReason, additionalModelResponseFields }: JsonObject): Delta[] {
    const finish = readFinish(stopReason, additionalModelResponseFields);
    return [...this.stop(), ...(finish === null ? [] : [{ kind: 'finish', choice: 0, finish } as const])];
  }
}

/** The last event, which brings the usage. */
function readEnd({ usage: json }: JsonObject): Delta[] {
  const usage = readConverseUsage(json);
  return usage === null ? [{ kind: 'end' }] : [{ kind: 'usage', usage }, { kind: 'end' }];
}
