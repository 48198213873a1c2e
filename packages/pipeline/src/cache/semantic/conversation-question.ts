/** What a conversation asks last, and everything else of its body, which must be equal for an answer to fit. */
import type { DialectName } from '@turnpike/dialects/conversation';
import type { JsonObject } from '@turnpike/endpoints/operation';

/** Longer texts are no questions but what one is asked about. */
const LONGEST_QUESTION = 2_000;

export interface ConversationQuestion {
  readonly text: string;
  /** The body without that text. */
  readonly rest: JsonObject;
}

/** Where each wire has its turns; a prompt alone is asked by completions. */
const TURNS: Readonly<Partial<Record<DialectName, string>>> = {
  'openai-chat': 'messages',
  'openai-responses': 'input',
  'anthropic-messages': 'messages',
  gemini: 'contents',
};

/** Null where the last word isn't the user's, or isn't one text alone. */
export function questionIn(dialect: DialectName, body: JsonObject): ConversationQuestion | null {
  const field = TURNS[dialect] ?? 'prompt';
  const asked = body[field];
  const found = typeof asked === 'string' ? { text: asked, without: null } : lastTurn(asked);
  if (found === null || found.text.trim() === '' || found.text.length > LONGEST_QUESTION) return null;
  return { text: found.text, rest: { ...body, [field]: found.without } };
}

interface Found {
  readonly text: string;
  readonly without: unknown;
}

function lastTurn(turns: unknown): Found | null {
  if (!Array.isArray(turns)) return null;
  const last: unknown = turns.at(-1);
  if (!isObject(last) || (last.role !== undefined && last.role !== 'user')) return null;
  const field = last.parts === undefined ? 'content' : 'parts';
  const said = typeof last[field] === 'string' ? { text: last[field], without: null } : onlyText(last[field]);
  if (said === null) return null;
  return { text: said.text, without: [...(turns as unknown[]).slice(0, -1), { ...last, [field]: said.without }] };
}

/** A picture or a tool's result beside the text is something to look at, not to compare. */
function onlyText(parts: unknown): Found | null {
  if (!Array.isArray(parts) || parts.length !== 1) return null;
  const part: unknown = parts[0];
  return isObject(part) && typeof part.text === 'string'
    ? { text: part.text, without: [{ ...part, text: null }] }
    : null;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
