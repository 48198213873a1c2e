/** `tools` and `toolConfig` of a caller, in the middle form. Only functions are tools that other wires know. */
import type { JsonValue, Tool, ToolChoice } from '../conversation.js';
import type { FieldReader } from './field-reader.js';
import { jsonOf } from './json-text.js';
import { toJsonSchema } from './schema.js';

export interface DecodedTools {
  tools: readonly Tool[];
  toolChoice: ToolChoice | null;
}

/** Problems and foreign tools are noted in the reader's findings. */
export function decodeTools(body: FieldReader): DecodedTools {
  const tools = body.objects('tools').flatMap((tool) => {
    const functions = tool.objects('functionDeclarations').flatMap((one) => decodeFunction(one) ?? []);
    tool.leaveRest();
    return functions;
  });
  const config = body.child('toolConfig');
  const calling = config?.child('functionCallingConfig') ?? null;
  const decoded = calling === null ? { tools, toolChoice: null } : decodeCalling(calling, tools);
  config?.leaveRest();
  return decoded;
}

function decodeFunction(reader: FieldReader): Tool | null {
  const name = reader.text('name');
  const description = reader.text('description');
  const parameters = decodeParameters(reader);
  // What a declaration behaves like when nothing is said.
  if (reader.take('behavior') !== 'BLOCKING') reader.leave('behavior');
  reader.leaveRest();
  if (name !== null && name !== '') return { name, description, parameters, strict: null };
  reader.findings.invalid(reader.path('name'), 'must not be empty');
  return null;
}

function decodeParameters(reader: FieldReader): JsonValue | null {
  const jsonSchema = reader.take('parametersJsonSchema');
  const own = reader.take('parameters');
  if (jsonSchema !== undefined && own !== undefined) {
    reader.findings.invalid(reader.path('parametersJsonSchema'), 'can not be set beside parameters');
  }
  if (jsonSchema !== undefined) return jsonOf(jsonSchema);
  return own === undefined ? null : toJsonSchema(own);
}

function decodeCalling(calling: FieldReader, tools: readonly Tool[]): DecodedTools {
  const mode = calling.text('mode');
  const allowed = calling.texts('allowedFunctionNames');
  calling.leaveRest();
  const names = new Set(allowed);
  // Some of several functions only: no other wire can say that.
  const leavesSomeOut = names.size > 0 && tools.some(({ name }) => !names.has(name));
  const isOne = names.size === 1 && mode === 'ANY';
  if (leavesSomeOut && !isOne) calling.leave('allowedFunctionNames');
  const [only] = allowed;
  switch (mode) {
    case null:
    case 'MODE_UNSPECIFIED':
      return { tools, toolChoice: null };
    case 'AUTO':
      return { tools, toolChoice: { kind: 'auto' } };
    case 'NONE':
      return { tools, toolChoice: { kind: 'none' } };
    case 'ANY':
      return { tools, toolChoice: isOne && only !== undefined ? { kind: 'tool', name: only } : { kind: 'required' } };
    case 'VALIDATED':
      return { tools: tools.map((tool) => ({ ...tool, strict: true })), toolChoice: { kind: 'auto' } };
    default:
      calling.findings.invalid(calling.path('mode'), 'must be AUTO, ANY, NONE or VALIDATED');
      return { tools, toolChoice: null };
  }
}
