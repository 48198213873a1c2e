import * as check from './check.js';
import { isObject, type Body, type Problem } from './fields.js';
import { checkContent } from './content-blocks.js';
import { sayValue } from '../exchange/say-value.js';

/** A turn of the conversation: neighbours that say the same role are one. */
export interface Turn {
  role: 'user' | 'assistant';
  blocks: Body[];
  /** The index of its last message. */
  index: number;
}

const ROLES = ['user', 'assistant', 'system'];

/** Checks the messages one by one. */
export function checkMessages(messages: unknown, strict: boolean): Problem {
  const problem = check.list(messages, 'messages');
  if (problem !== undefined) return problem;
  const list = messages as unknown[];
  if (list.length === 0) return 'messages: at least one message is required';
  for (const [index, message] of list.entries()) {
    const at = `messages.${index}`;
    if (!isObject(message)) return `${at}: Input should be a valid dictionary or object`;
    const wrong =
      check.choice(message.role, `${at}.role`, ROLES) ??
      checkContent(message.content, `${at}.content`, { role: message.role as 'user', strict }) ??
      checkEmpty(message, index, list.length);
    if (wrong !== undefined) return wrong;
  }
  return (list[0] as Body).role === 'user' ? undefined : 'messages: first message must use the "user" role';
}

/** The turns of messages that are in order. Instructions in between belong to nobody's turn. */
export function turnsOf(messages: readonly Body[]): Turn[] {
  const turns: Turn[] = [];
  for (const [index, { role, content }] of messages.entries()) {
    if (role === 'system') continue;
    const blocks = typeof content === 'string' ? [{ type: 'text', text: content }] : (content as Body[]);
    const last = turns.at(-1);
    if (last !== undefined && last.role === role) {
      last.blocks.push(...blocks);
      last.index = index;
    } else turns.push({ role: role as Turn['role'], blocks: [...blocks], index });
  }
  return turns;
}

/** Every use of a tool is answered by the turn right behind it, before anything else, and nothing else is. */
export function checkToolTurns(turns: readonly Turn[]): Problem {
  for (const [index, turn] of turns.entries()) {
    if (turn.role !== 'user') continue;
    const asked = idsOf(turns[index - 1], 'tool_use', 'id');
    const answered = idsOf(turn, 'tool_result', 'tool_use_id');
    const stranger = answered.find((id) => !asked.includes(id));
    if (stranger !== undefined) {
      return `messages.${turn.index}.content.0: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${stranger}. Each \`tool_result\` block must have a corresponding \`tool_use\` block in the previous message.`;
    }
    const leading = turn.blocks.slice(0, asked.length).filter(({ type }) => type === 'tool_result').length;
    const open = leading === asked.length ? undefined : (asked.find((id) => !answered.includes(id)) ?? asked[0]);
    if (open !== undefined) return refuseOpen(turns[index - 1], open);
  }
  const last = turns.at(-1);
  const open = last?.role === 'assistant' ? idsOf(last, 'tool_use', 'id')[0] : undefined;
  return open === undefined ? undefined : refuseOpen(last, open);
}

/** A thought comes before the tools it led to, or the model would have lost it. */
export function checkThoughtKept(turns: readonly Turn[]): Problem {
  const turn = turns.at(-2);
  const returns = turns.at(-1)?.blocks.some(({ type }) => type === 'tool_result') === true;
  if (turn?.role !== 'assistant' || !returns) return undefined;
  const first = turn.blocks[0]?.type;
  if (first === 'thinking' || first === 'redacted_thinking') return undefined;
  return `messages.${turn.index}.content.0.type: Expected \`thinking\` or \`redacted_thinking\`, but found \`${sayValue(first)}\`. When \`thinking\` is enabled, a final \`assistant\` message must start with a thinking block (preceeding the lastmost set of \`tool_use\` and \`tool_result\` blocks).`;
}

function refuseOpen(turn: Turn | undefined, id: string): Problem {
  return `messages.${turn?.index ?? 0}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${id}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`;
}

function idsOf(turn: Turn | undefined, type: string, field: string): string[] {
  return (turn?.blocks ?? []).flatMap((block) => (block.type === type ? [block[field] as string] : []));
}

function checkEmpty({ role, content }: Body, index: number, count: number): Problem {
  const isLast = index === count - 1;
  if ((content as string | unknown[]).length === 0 && !(isLast && role === 'assistant')) {
    return `messages.${index}: all messages must have non-empty content except for the optional final assistant message`;
  }
  const end = typeof content === 'string' ? content : (content as Body[]).at(-1)?.text;
  if (isLast && role === 'assistant' && typeof end === 'string' && /\s$/.test(end)) {
    return 'messages: final assistant content cannot end with trailing whitespace';
  }
  return undefined;
}
