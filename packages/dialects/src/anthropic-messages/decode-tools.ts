/** `tools` and `tool_choice` of a caller's body, in the middle form. */
import type { JsonValue, Tool, ToolChoice } from '../conversation.js';
import type { FieldFindings } from '../field-findings.js';
import { isRecord, listOf } from '../json.js';

const TOOL = {
  read: new Set(['type', 'name', 'description', 'input_schema', 'strict', 'defer_loading', 'allowed_callers']),
  hints: new Set(['cache_control', 'eager_input_streaming']),
};

/** Tools that the vendor runs itself are noted as what others don't have. */
export function readTools(tools: unknown, findings: FieldFindings): Tool[] {
  if (tools === undefined || tools === null) return [];
  if (!Array.isArray(tools)) findings.invalid('tools', 'must be an array');
  return listOf(tools).flatMap((tool, index) => readTool(tool, `tools[${index}]`, findings));
}

function readTool(tool: unknown, path: string, findings: FieldFindings): Tool[] {
  if (!isRecord(tool)) {
    findings.invalid(path, 'must be an object');
    return [];
  }
  const { type, name, description, input_schema: schema, strict } = tool;
  if (type !== undefined && type !== null && type !== 'custom') {
    findings.meaning(path);
    return [];
  }
  findings.rest(tool, path, TOOL);
  if (tool.defer_loading === true) findings.meaning(`${path}.defer_loading`);
  if (!isOnlyDirect(tool.allowed_callers)) findings.meaning(`${path}.allowed_callers`);
  if (typeof name !== 'string' || name === '') findings.invalid(`${path}.name`, 'must be a string');
  if (!isRecord(schema)) findings.invalid(`${path}.input_schema`, 'must be an object');
  return [
    {
      name: typeof name === 'string' ? name : '',
      description: typeof description === 'string' ? description : null,
      parameters: isRecord(schema) ? (schema as JsonValue) : null,
      strict: typeof strict === 'boolean' ? strict : null,
    },
  ];
}

function isOnlyDirect(callers: unknown): boolean {
  return listOf(callers).every((caller) => caller === 'direct');
}

const KINDS: ReadonlyMap<unknown, 'auto' | 'none' | 'required'> = new Map([
  ['auto', 'auto'],
  ['any', 'required'],
  ['none', 'none'],
]);

export function readToolChoice(
  choice: unknown,
  findings: FieldFindings,
): { toolChoice: ToolChoice | null; parallelToolCalls: boolean | null } {
  if (choice === undefined || choice === null) return { toolChoice: null, parallelToolCalls: null };
  const said = isRecord(choice) ? choice : {};
  const disabled = said.disable_parallel_tool_use;
  const parallelToolCalls = typeof disabled === 'boolean' ? !disabled : null;
  const kind = KINDS.get(said.type);
  if (kind !== undefined) return { toolChoice: { kind }, parallelToolCalls };
  if (said.type === 'tool' && typeof said.name === 'string') {
    return { toolChoice: { kind: 'tool', name: said.name }, parallelToolCalls };
  }
  findings.invalid('tool_choice', "must have the type 'auto', 'any', 'none', or 'tool' with a name");
  return { toolChoice: null, parallelToolCalls };
}
