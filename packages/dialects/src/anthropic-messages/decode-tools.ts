/** `tools` and `tool_choice` of a caller's body, in the middle form. */
import type { JsonValue, Tool, ToolChoice } from '../conversation.js';
import { isRecord, listOf } from '../json.js';
import type { BodyReading } from './body-reading.js';

const TOOL = {
  known: new Set(['type', 'name', 'description', 'input_schema', 'strict', 'defer_loading', 'allowed_callers']),
  hints: new Set(['cache_control', 'eager_input_streaming']),
};

/** Tools that the vendor runs itself are noted as what others don't have. */
export function readTools(tools: unknown, reading: BodyReading): Tool[] {
  if (tools === undefined || tools === null) return [];
  if (!Array.isArray(tools)) reading.refuse('tools', 'must be an array');
  return listOf(tools).flatMap((tool, index) => readTool(tool, `tools[${index}]`, reading));
}

function readTool(tool: unknown, path: string, reading: BodyReading): Tool[] {
  if (!isRecord(tool)) {
    reading.refuse(path, 'must be an object');
    return [];
  }
  const { type, name, description, input_schema: schema, strict } = tool;
  if (type !== undefined && type !== null && type !== 'custom') {
    reading.note(path, false);
    return [];
  }
  reading.noteOthers(tool, `${path}.`, TOOL);
  if (tool.defer_loading === true) reading.note(`${path}.defer_loading`, false);
  if (!isOnlyDirect(tool.allowed_callers)) reading.note(`${path}.allowed_callers`, false);
  if (typeof name !== 'string' || name === '') reading.refuse(`${path}.name`, 'must be a string');
  if (!isRecord(schema)) reading.refuse(`${path}.input_schema`, 'must be an object');
  return [
    {
      name: String(name),
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
  reading: BodyReading,
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
  reading.refuse('tool_choice', "must have the type 'auto', 'any', 'none', or 'tool' with a name");
  return { toolChoice: null, parallelToolCalls };
}
