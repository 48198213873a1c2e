import type { Refusal } from '../exchange/wire.js';
import { malformed, validation } from './aws-error.js';

/** A JSON object of a request. */
export type Body = Record<string, unknown>;

/** One turn of a conversation, its blocks checked. */
export interface Turn {
  role: 'user' | 'assistant';
  blocks: Body[];
}

const BLOCKS = [
  'text',
  'image',
  'document',
  'video',
  'audio',
  'toolUse',
  'toolResult',
  'guardContent',
  'cachePoint',
  'reasoningContent',
  'citationsContent',
  'searchResult',
];

/** The turns of a conversation, each of its blocks of a form that Bedrock knows. */
export function readTurns(messages: unknown): Turn[] | Refusal {
  if (!Array.isArray(messages)) {
    return validation(
      "1 validation error detected: Value at 'messages' failed to satisfy constraint: Member must not be null",
    );
  }
  const turns: Turn[] = [];
  for (const [index, message] of (messages as unknown[]).entries()) {
    const turn = readTurn(message, index);
    if ('status' in turn) return turn;
    turns.push(turn);
  }
  return turns;
}

/** The user begins, and the two take turns. */
export function checkOrder(turns: readonly Turn[]): Refusal | undefined {
  if (turns[0]?.role !== 'user') {
    return validation(
      'A conversation must start with a user message. Try again with a conversation that starts with a user message.',
    );
  }
  const repeats = turns.some((turn, index) => turn.role === turns[index - 1]?.role);
  return repeats
    ? validation(
        'A conversation must alternate between user and assistant roles. Make sure the conversation alternates between user and assistant roles and try again.',
      )
    : undefined;
}

/** The text of a turn, its blocks joined by line breaks. */
export function textOf(turn: Turn | undefined): string {
  return (turn?.blocks ?? []).flatMap((block) => (typeof block.text === 'string' ? [block.text] : [])).join('\n');
}

/** What a tool said, where a block is its result. */
export function resultOf(block: Body): string[] {
  if (!isObject(block.toolResult)) return [];
  const parts = block.toolResult.content as unknown[];
  const said = parts.map((part) => {
    if (!isObject(part)) return '';
    return typeof part.text === 'string' ? part.text : JSON.stringify(part.json ?? null);
  });
  return [said.join('\n')];
}

/** The turn as a chat message of OpenAI's, which is how a prompt's tokens are counted. */
export function toCounted(turn: Turn): object {
  const calls = turn.blocks.flatMap(({ toolUse }) =>
    isObject(toolUse) ? [{ function: { name: toolUse.name, arguments: JSON.stringify(toolUse.input) } }] : [],
  );
  const content = [textOf(turn), ...turn.blocks.flatMap(resultOf)].filter((text) => text !== '').join('\n');
  return { role: turn.role, content, ...(calls.length === 0 ? {} : { tool_calls: calls }) };
}

/** Each call of an assistant's turn is answered in the next one, and nothing else is. */
export function checkTools(turns: readonly Turn[], areDeclared: boolean): Refusal | undefined {
  let open: string[] = [];
  for (const [index, turn] of turns.entries()) {
    const answered = idsOf(turn, 'toolResult');
    const unknown = answered.find((id) => !open.includes(id));
    if (unknown !== undefined) {
      return validation(
        `The number of toolResult blocks at messages.${index}.content exceeds the number of toolUse blocks of previous turn.`,
      );
    }
    const missing = open.filter((id) => !answered.includes(id));
    if (missing.length > 0) {
      return validation(
        `Expected toolResult blocks at messages.${index}.content for the following Ids: ${missing.join(', ')}`,
      );
    }
    open = idsOf(turn, 'toolUse');
    if ((open.length > 0 || answered.length > 0) && !areDeclared) {
      return validation('The toolConfig field must be defined when using toolUse and toolResult content blocks.');
    }
  }
  return undefined;
}

export function isObject(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function readTurn(message: unknown, index: number): Turn | Refusal {
  const at = `messages.${index}`;
  if (!isObject(message)) return malformed(`Expected a map at ${at}`);
  const { role, content } = message;
  if (role !== 'user' && role !== 'assistant') {
    return validation(
      `1 validation error detected: Value at 'messages.${index + 1}.member.role' failed to satisfy constraint: Member must satisfy enum value set: [user, assistant]`,
    );
  }
  if (!Array.isArray(content) || content.length === 0) {
    return validation(
      `The content field in the Message object at ${at} is empty. Add a ContentBlock object to the content field and try again.`,
    );
  }
  for (const [place, block] of (content as unknown[]).entries()) {
    const error = checkBlock(block, `${at}.content.${place}`);
    if (error !== undefined) return error;
  }
  return { role, blocks: content as Body[] };
}

function checkBlock(block: unknown, at: string): Refusal | undefined {
  if (!isObject(block)) return malformed(`Expected a map at ${at}`);
  const kinds = BLOCKS.filter((kind) => block[kind] !== undefined);
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    return validation(
      `The content block object at ${at} must have exactly one of its fields set: ${BLOCKS.join(', ')}.`,
    );
  }
  if (kind === 'text') return checkText(block.text, at);
  const value = block[kind];
  if (!isObject(value)) return malformed(`Expected a map at ${at}.${kind}`);
  if (kind === 'toolUse' && !(isText(value.toolUseId) && isText(value.name) && isObject(value.input))) {
    return validation(`The toolUse object at ${at} needs toolUseId, name and input, an object.`);
  }
  if (kind === 'toolResult' && !(isText(value.toolUseId) && Array.isArray(value.content))) {
    return validation(`The toolResult object at ${at} needs toolUseId and content.`);
  }
  if (kind === 'image') return checkImage(value, at);
  return undefined;
}

function checkText(text: unknown, at: string): Refusal | undefined {
  if (typeof text !== 'string') return malformed(`Expected a string at ${at}.text`);
  if (text.trim() !== '') return undefined;
  return validation(
    `The text field in the ContentBlock object at ${at} is blank. Add text to the text field, and try again.`,
  );
}

/** Its bytes come as base64 in JSON; pictures from elsewhere only from S3. */
function checkImage(image: Body, at: string): Refusal | undefined {
  if (!['png', 'jpeg', 'gif', 'webp'].includes(image.format as string)) {
    return validation(`Value at '${at}.image.format' must satisfy enum value set: [jpeg, png, gif, webp]`);
  }
  const { source } = image;
  const hasBytes = isObject(source) && typeof source.bytes === 'string' && source.bytes !== '';
  const isStored = isObject(source) && isObject(source.s3Location);
  return hasBytes || isStored
    ? undefined
    : validation(`The image object at ${at} needs source.bytes or source.s3Location.`);
}

function idsOf(turn: Turn, kind: 'toolUse' | 'toolResult'): string[] {
  return turn.blocks.flatMap((block) => {
    const value = block[kind];
    return isObject(value) ? [value.toolUseId as string] : [];
  });
}
