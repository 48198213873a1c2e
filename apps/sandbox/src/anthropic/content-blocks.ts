import * as check from './check.js';
import { isObject, type Body, type Problem } from './fields.js';
import { isSigned } from './thinking-signature.js';
import { sayValue } from '../exchange/say-value.js';

export type Role = 'user' | 'assistant' | 'system';

/** The fields of each kind of block, beside its type. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  text: ['text', 'cache_control', 'citations'],
  image: ['source', 'cache_control'],
  document: ['source', 'cache_control', 'citations', 'context', 'title'],
  search_result: ['content', 'source', 'title', 'cache_control', 'citations'],
  tool_result: ['tool_use_id', 'cache_control', 'content', 'is_error', 'toolset_name'],
  tool_use: ['id', 'input', 'name', 'cache_control', 'caller', 'toolset_name'],
  thinking: ['signature', 'thinking'],
  redacted_thinking: ['data'],
};

const KINDS: Readonly<Record<Role, readonly string[]>> = {
  user: ['text', 'image', 'document', 'search_result', 'tool_result'],
  assistant: ['text', 'thinking', 'redacted_thinking', 'tool_use', 'document'],
  system: ['text'],
};

const IMAGES = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'];
const TOOL_ID = /^[\w-]+$/;

/** How the API's version bears on a block: the newer one is stricter. */
export interface BlockRules {
  role: Role;
  strict: boolean;
}

/** Checks a content: a text, or blocks that this role may say. */
export function checkContent(content: unknown, at: string, rules: BlockRules): Problem {
  if (typeof content === 'string') return undefined;
  if (content === undefined) return `${at}: Field required`;
  if (!Array.isArray(content)) return `${at}: Input should be a valid list`;
  return check.each(content, at, (block, path) => checkBlock(block, path, rules));
}

/** The text of a content, its blocks joined by line breaks. */
export function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return (content as Body[]).flatMap(({ type, text }) => (type === 'text' ? [text as string] : [])).join('\n');
}

function checkBlock(block: unknown, at: string, rules: BlockRules): Problem {
  if (!isObject(block)) return `${at}: Input should be a valid dictionary or object`;
  const { type } = block;
  const allowed = KINDS[rules.role];
  if (typeof type !== 'string' || !allowed.includes(type)) {
    const tags = allowed.map((kind) => `'${kind}'`).join(', ');
    return `${at}: Input tag '${sayValue(type)}' found using 'type' does not match any of the expected tags: ${tags}`;
  }
  if (type === 'document' && rules.role === 'assistant' && rules.strict) {
    return `${at}: \`document\` blocks are not permitted in \`assistant\` messages`;
  }
  const path = `${at}.${type}`;
  const problem = check.known(block, ['type', ...(FIELDS[type] ?? [])], `${path}.`) ?? checkCache(block, path);
  return problem ?? checkKind(block, type, { at: path, rules });
}

function checkKind(block: Body, type: string, { at, rules }: { at: string; rules: BlockRules }): Problem {
  if (type === 'text') return checkTextBlock(block, at, rules);
  if (type === 'image' || type === 'document') return checkSource(block.source, `${at}.source`, type);
  if (type === 'tool_use') {
    return (
      checkId(block.id, `${at}.id`) ?? check.text(block.name, `${at}.name`) ?? check.object(block.input, `${at}.input`)
    );
  }
  if (type === 'tool_result') {
    const problem = checkId(block.tool_use_id, `${at}.tool_use_id`) ?? check.flag(block.is_error, `${at}.is_error`);
    if (problem !== undefined || block.content === undefined) return problem;
    return checkContent(block.content, `${at}.content`, { ...rules, role: 'user' });
  }
  if (type === 'thinking') return checkThinking(block, at);
  return type === 'redacted_thinking' ? check.text(block.data, `${at}.data`) : undefined;
}

function checkTextBlock(block: Body, at: string, { role, strict }: BlockRules): Problem {
  const problem = check.text(block.text, `${at}.text`);
  if (problem !== undefined) return problem;
  if (block.text === '') return 'messages: text content blocks must be non-empty';
  const cites = Array.isArray(block.citations) && block.citations.length > 0;
  return cites && strict && role === 'user'
    ? `${at}.citations: citations are not permitted in \`user\` messages`
    : undefined;
}

function checkSource(source: unknown, at: string, type: string): Problem {
  if (!isObject(source)) return check.object(source, at);
  const kinds = type === 'image' ? ['base64', 'url', 'file'] : ['base64', 'text', 'content', 'url', 'file'];
  const problem = check.choice(source.type, `${at}.type`, kinds);
  if (problem !== undefined) return problem;
  if (source.type === 'url') return check.text(source.url, `${at}.url`);
  if (source.type !== 'base64') return undefined;
  const types = type === 'image' ? IMAGES : ['application/pdf'];
  return (
    check.choice(source.media_type, `${at}.base64.media_type`, types) ??
    check.text(source.data, `${at}.base64.data`) ??
    (isBase64(source.data as string) ? undefined : `${at}.base64.data: Invalid base64 data`)
  );
}

function isBase64(text: string): boolean {
  return text !== '' && text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text);
}

function checkId(id: unknown, at: string): Problem {
  const problem = check.text(id, at);
  if (problem !== undefined) return problem;
  return TOOL_ID.test(id as string) ? undefined : `${at}: String should match pattern '^[a-zA-Z0-9_-]+$'`;
}

function checkThinking(block: Body, at: string): Problem {
  const problem = check.text(block.thinking, `${at}.thinking`) ?? check.text(block.signature, `${at}.signature`);
  if (problem !== undefined) return problem;
  const signed = isSigned(block.thinking as string, block.signature as string);
  return signed ? undefined : `${at.replace(/\.thinking$/, '')}: Invalid \`signature\` in \`thinking\` block`;
}

function checkCache(block: Body, at: string): Problem {
  const mark = block.cache_control;
  if (mark === undefined || mark === null) return undefined;
  if (!isObject(mark)) return check.object(mark, `${at}.cache_control`);
  return (
    check.choice(mark.type, `${at}.cache_control.type`, ['ephemeral']) ??
    (mark.ttl === undefined ? undefined : check.choice(mark.ttl, `${at}.cache_control.ephemeral.ttl`, ['5m', '1h']))
  );
}
