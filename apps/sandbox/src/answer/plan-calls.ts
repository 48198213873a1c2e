import type { Steering, ToolOrder } from '../steering/steering.js';
import type { Ask } from './ask.js';
import { fitSchema } from './fit-schema.js';

/** A tool to be called. Ids are each wire's own matter. */
export interface ToolCall {
  name: string;
  args: Record<string, unknown>;
  /** The arguments as JSON. */
  json: string;
}

export type CallsResult = { ok: true; calls: readonly ToolCall[] } | { ok: false; problem: string };

/**
 * Which tools an answer calls: those steering names, as far as the request lets it; else one where it demands one; none
 * once their results are there. Steering that names a tool nobody declared is a mistake of whoever made the request.
 */
export function planCalls(ask: Ask, steering: Steering): CallsResult {
  const { toolChoice } = ask;
  const orders = steering.tools ?? [];
  const stranger = orders.find((order) => !ask.tools.some((tool) => tool.name === order.name));
  if (stranger !== undefined) return { ok: false, problem: `tool: the request declares no ${stranger.name}.` };
  if (ask.toolResults.length > 0 || toolChoice === 'none' || steering.refusal !== undefined) {
    return { ok: true, calls: [] };
  }
  const named = typeof toolChoice === 'object' ? toolChoice.name : undefined;
  const unwanted = orders.find((order) => named !== undefined && order.name !== named);
  if (unwanted !== undefined) {
    return { ok: false, problem: `tool: the request demands ${named ?? ''}, not ${unwanted.name}.` };
  }
  const wanted = orders.length > 0 ? orders : demanded(ask, named);
  return { ok: true, calls: (ask.parallelTools ? wanted : wanted.slice(0, 1)).map(toCall) };
}

/** The tool asked for by name, else the first, with arguments that fit its schema. */
function demanded(ask: Ask, named: string | undefined): ToolOrder[] {
  if (ask.toolChoice === 'auto') return [];
  const tool = ask.tools.find(({ name }) => named === undefined || name === named);
  if (tool === undefined) return [];
  const args = fitSchema(tool.schema);
  const isObject = typeof args === 'object' && args !== null && !Array.isArray(args);
  return [{ name: tool.name, args: isObject ? (args as Record<string, unknown>) : {} }];
}

function toCall({ name, args }: ToolOrder): ToolCall {
  return { name, args, json: JSON.stringify(args) };
}
