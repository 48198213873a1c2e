/** Tools of a chat request, and which of them may be called. */
import type { Conversation, JsonValue, Tool, ToolChoice } from '../conversation.js';
import type { JsonObject } from '../dialect.js';
import { type FieldFindings, readBoolean } from '../field-findings.js';
import { booleanOf, isRecord, listOf, textOf } from '../json.js';

type ToolFields = Pick<Conversation, 'tools' | 'toolChoice' | 'parallelToolCalls'>;

const TOOL = { read: new Set(['type', 'function']), hints: new Set(['cache_control']) };
const FUNCTION = { read: new Set(['name', 'description', 'parameters', 'strict']), hints: new Set(['cache_control']) };

export function decodeTools(body: JsonObject, findings: FieldFindings): ToolFields {
  const { tools: list, tool_choice: choice } = body;
  if (list !== undefined && list !== null && !Array.isArray(list)) findings.invalid('tools', 'must be an array');
  const tools = listOf(list).flatMap((tool, index) => decodeTool(tool, `tools[${index}]`, findings) ?? []);
  const parallelToolCalls = readBoolean(body, 'parallel_tool_calls', findings);
  if (isRecord(choice) && choice.type === 'allowed_tools') {
    return { ...restrict(tools, choice.allowed_tools, findings), parallelToolCalls };
  }
  return { tools, toolChoice: decodeChoice(choice, findings), parallelToolCalls };
}

function decodeTool(tool: unknown, at: string, findings: FieldFindings): Tool | null {
  if (!isRecord(tool)) {
    findings.invalid(at, 'must be an object');
    return null;
  }
  const described = tool.function;
  if (tool.type !== 'function' || !isRecord(described)) {
    if (typeof tool.type === 'string' && tool.type !== 'function') findings.meaning(at);
    else findings.invalid(`${at}.function`, 'must be an object');
    return null;
  }
  findings.rest(tool, at, TOOL);
  findings.rest(described, `${at}.function`, FUNCTION);
  const name = textOf(described.name);
  if (name === null || name === '') findings.invalid(`${at}.function.name`, 'must be a string');
  const { description, parameters, strict } = described;
  return {
    name: name ?? '',
    description: textOf(description),
    parameters: isRecord(parameters) ? (parameters as JsonValue) : null,
    strict: booleanOf(strict),
  };
}

function decodeChoice(choice: unknown, findings: FieldFindings): ToolChoice | null {
  if (choice === undefined || choice === null) return null;
  if (choice === 'auto' || choice === 'none' || choice === 'required') return { kind: choice };
  const type = isRecord(choice) ? choice.type : null;
  const name = isRecord(choice) && isRecord(choice.function) ? textOf(choice.function.name) : null;
  if (type === 'function' && name !== null) return { kind: 'tool', name };
  if (typeof type === 'string' && type !== 'function') findings.meaning('tool_choice');
  else findings.invalid('tool_choice', 'must be none, auto, required or name a function');
  return null;
}

/** Only the tools that may be called are offered: OpenAI lists the others for its cache's sake alone. */
function restrict(
  tools: readonly Tool[],
  allowed: unknown,
  findings: FieldFindings,
): Pick<ToolFields, 'tools' | 'toolChoice'> {
  const names = new Set(listOf(isRecord(allowed) ? allowed.tools : null).map(nameOf));
  const kind = isRecord(allowed) ? allowed.mode : null;
  const offered = tools.filter(({ name }) => names.has(name));
  if ((kind === 'auto' || kind === 'required') && names.size > 0 && offered.length === names.size) {
    return { tools: offered, toolChoice: { kind } };
  }
  findings.meaning('tool_choice');
  return { tools, toolChoice: null };
}

function nameOf(tool: unknown): string | null {
  return isRecord(tool) && isRecord(tool.function) ? textOf(tool.function.name) : null;
}
