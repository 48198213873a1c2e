/** Tools, the choice among them, and the form of the answer. */
import type { JsonValue, ResponseFormat, Tool, ToolChoice } from '../conversation.js';
import type { JsonObject } from '../dialect.js';
import { booleanOf, isRecord, listOf, textOf } from '../json.js';
import { recordOf } from '../reading.js';
import type { FieldFindings } from '../field-findings.js';
import { isUnsaid } from './unsaid.js';

const TOOL_FIELDS: ReadonlySet<string> = new Set(['type', 'name', 'description', 'parameters', 'strict']);
const NONE: ReadonlySet<string> = new Set();

/** Functions; whatever else this wire's own providers run by themselves is noted as meaningful. */
export function decodeTools(tools: unknown, findings: FieldFindings): Tool[] {
  if (isUnsaid(tools)) return [];
  if (!Array.isArray(tools)) {
    findings.invalid('tools', 'must be an array of tools');
    return [];
  }
  return tools.flatMap((tool: unknown, index) => {
    const path = `tools[${index}]`;
    if (!isRecord(tool)) {
      findings.invalid(path, 'must be an object');
      return [];
    }
    if (tool.type === 'function') return decodeFunction(tool, path, findings) ?? [];
    if (typeof tool.type === 'string') findings.meaning(path);
    else findings.invalid(`${path}.type`, 'must be a string');
    return [];
  });
}

function decodeFunction(tool: JsonObject, path: string, findings: FieldFindings): Tool | null {
  const name = textOf(tool.name);
  if (name === null) {
    findings.invalid(`${path}.name`, 'must be a string');
    return null;
  }
  const { parameters } = tool;
  if (!isUnsaid(parameters) && !isRecord(parameters)) findings.invalid(`${path}.parameters`, 'must be an object');
  const flags = Object.keys(tool).filter((name) => tool[name] === false);
  findings.rest(tool, path, { read: new Set([...TOOL_FIELDS, ...flags]), hints: NONE });
  return {
    name,
    description: textOf(tool.description),
    parameters: isRecord(parameters) ? (parameters as JsonValue) : null,
    strict: booleanOf(tool.strict),
  };
}

export interface ToolWish {
  readonly tools: readonly Tool[];
  readonly choice: ToolChoice | null;
}

/** A choice among some of the tools is the same choice with the others left out. */
export function decodeToolChoice(choice: unknown, tools: readonly Tool[], findings: FieldFindings): ToolWish {
  if (isUnsaid(choice)) return { tools, choice: null };
  if (choice === 'auto' || choice === 'none' || choice === 'required') return { tools, choice: { kind: choice } };
  if (!isRecord(choice)) {
    findings.invalid('tool_choice', "must be 'none', 'auto', 'required' or an object");
    return { tools, choice: null };
  }
  const name = textOf(choice.name);
  if (choice.type === 'function' && name !== null) return { tools, choice: { kind: 'tool', name } };
  const { mode } = choice;
  const allowed = choice.type === 'allowed_tools' ? namesOf(choice.tools) : null;
  if (allowed !== null && (mode === 'auto' || mode === 'required')) {
    return { tools: tools.filter((tool) => allowed.has(tool.name)), choice: { kind: mode } };
  }
  findings.meaning('tool_choice');
  return { tools, choice: null };
}

/** Null where something else than a function is among them. */
function namesOf(tools: unknown): ReadonlySet<string> | null {
  const names = listOf(tools).map((tool) => (recordOf(tool).type === 'function' ? textOf(recordOf(tool).name) : null));
  return names.length === 0 || names.includes(null) ? null : new Set(names as string[]);
}

/** `text`: the form of the answer, and how wordy it is to be. */
export function decodeText(text: unknown, findings: FieldFindings): ResponseFormat | null {
  if (isUnsaid(text)) return null;
  if (!isRecord(text)) {
    findings.invalid('text', 'must be an object');
    return null;
  }
  // Medium is what every model gives that isn't told otherwise.
  const read = text.verbosity === 'medium' ? ['format', 'verbosity'] : ['format'];
  findings.rest(text, 'text', { read: new Set(read), hints: NONE });
  return decodeFormat(text.format, findings);
}

function decodeFormat(format: unknown, findings: FieldFindings): ResponseFormat | null {
  if (isUnsaid(format)) return null;
  const { type, name, schema, description, strict } = recordOf(format);
  if (type === 'text') return { kind: 'text' };
  if (type === 'json_object') return { kind: 'json' };
  if (type !== 'json_schema') {
    if (typeof type === 'string') findings.meaning('text.format');
    else findings.invalid('text.format.type', 'must be a string');
    return null;
  }
  if (typeof name !== 'string') findings.invalid('text.format.name', 'must be a string');
  if (!isRecord(schema)) findings.invalid('text.format.schema', 'must be an object');
  return {
    kind: 'schema',
    name: textOf(name) ?? '',
    description: textOf(description),
    schema: recordOf(schema) as JsonValue,
    strict: booleanOf(strict),
  };
}
