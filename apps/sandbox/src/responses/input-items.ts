import { invalidValue, isObject, missing, wrongType } from '../openai/fields.js';
import { invalidRequest, type OpenAiError } from '../openai/openai-error.js';
import { sayValue } from '../exchange/say-value.js';

/** One item of `input` or of an earlier `output`; what its other fields are depends on `type`. */
export type Item = Record<string, unknown>;

const ROLES = ['assistant', 'system', 'developer', 'user'];
const PARTS: Readonly<Record<string, string>> = {
  input_text: 'text',
  output_text: 'text',
  refusal: 'refusal',
};
const OTHER_PARTS = ['input_image', 'input_file', 'input_audio'];
const TYPES = ['message', 'function_call', 'function_call_output', 'reasoning', 'item_reference'];

/** Checks the form of every item. What they refer to is checked where earlier items are known. */
export function checkItems(items: readonly unknown[]): OpenAiError | undefined {
  for (const [index, item] of items.entries()) {
    const error = checkItem(item, `input[${index}]`);
    if (error !== undefined) return error;
  }
  return undefined;
}

/** Every output of a function answers a call before it. */
export function checkCalls(items: readonly Item[]): OpenAiError | undefined {
  const called = new Set<unknown>();
  for (const item of items) {
    if (item.type === 'function_call') called.add(item.call_id);
    if (item.type === 'function_call_output' && !called.has(item.call_id)) {
      const message = `No tool call found for function call output with call_id ${sayValue(item.call_id)}.`;
      return invalidRequest(message, 'input');
    }
  }
  return undefined;
}

/** The text of a content or an output: itself, or its parts joined by line breaks. */
export function textOfContent(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.flatMap((part) => (isObject(part) && typeof part.text === 'string' ? [part.text] : [])).join('\n');
}

/** Items as chat messages, which is how a prompt's tokens are counted. */
export function toCounted(items: readonly Item[]): object[] {
  return items.flatMap((item): object[] => {
    if (item.type === 'function_call') {
      return [{ role: 'assistant', tool_calls: [{ function: { name: item.name, arguments: item.arguments } }] }];
    }
    if (item.type === 'function_call_output') return [{ role: 'tool', content: textOfContent(item.output) }];
    return item.role === undefined ? [] : [{ role: item.role, content: textOfContent(item.content) }];
  });
}

function checkItem(item: unknown, at: string): OpenAiError | undefined {
  if (!isObject(item)) return wrongType(at, 'an object', item);
  const type = item.type ?? 'message';
  if (!TYPES.includes(type as string)) return invalidValue(type, `${at}.type`, TYPES);
  if (type === 'message') return checkMessage(item, at);
  if (type === 'function_call') return checkTexts(item, at, ['call_id', 'name', 'arguments']);
  if (type === 'item_reference') return checkTexts(item, at, ['id']);
  if (type === 'function_call_output') {
    if (typeof item.output === 'string' || Array.isArray(item.output)) return checkTexts(item, at, ['call_id']);
    return missing(`${at}.output`);
  }
  return undefined;
}

function checkMessage(item: Item, at: string): OpenAiError | undefined {
  if (item.role === undefined) return missing(`${at}.role`);
  if (!ROLES.includes(item.role as string)) return invalidValue(item.role, `${at}.role`, ROLES);
  const { content } = item;
  if (typeof content === 'string') return undefined;
  if (!Array.isArray(content)) return wrongType(`${at}.content`, 'a string or an array of objects', content);
  for (const [index, part] of (content as unknown[]).entries()) {
    const error = checkPart(part, { at: `${at}.content[${index}]`, byAssistant: item.role === 'assistant' });
    if (error !== undefined) return error;
  }
  return undefined;
}

/** An assistant's own texts are `output_text`; everybody else's are `input_text`. */
function checkPart(part: unknown, place: { at: string; byAssistant: boolean }): OpenAiError | undefined {
  const { at, byAssistant } = place;
  if (!isObject(part)) return wrongType(at, 'an object', part);
  const allowed = byAssistant ? ['output_text', 'refusal'] : ['input_text', ...OTHER_PARTS];
  const type = sayValue(part.type);
  if (!allowed.includes(type)) return invalidValue(type, at, allowed);
  const field = PARTS[type];
  return field !== undefined && typeof part[field] !== 'string' ? missing(`${at}.${field}`) : undefined;
}

function checkTexts(item: Item, at: string, names: readonly string[]): OpenAiError | undefined {
  const absent = names.find((name) => typeof item[name] !== 'string');
  return absent === undefined ? undefined : missing(`${at}.${absent}`);
}
