import type { Conversation, Tool } from '../conversation.js';
import type { JsonObject } from '../dialect.js';
import { isRecord } from '../json.js';
import { closeSchema } from './closed-schema.js';
import type { RequestWriting } from './request-writing.js';

/** What this wire takes for a tool's name. */
const NAME = /^[a-zA-Z0-9_-]{1,128}$/;

const CHOICES = { auto: 'auto', none: 'none', required: 'any' } as const;

/** `tools` and `tool_choice`, neither without tools. */
export function encodeTools(conversation: Conversation, writing: RequestWriting): JsonObject {
  const { tools } = conversation;
  const choice = toolChoice(conversation);
  if (tools.length === 0) {
    if (choice !== null && choice.type !== 'auto' && choice.type !== 'none') {
      writing.refuse('toolChoice', 'there are no tools to choose from');
    }
    return {};
  }
  return { tools: tools.map((tool) => encodeTool(tool, writing)), ...(choice === null ? {} : { tool_choice: choice }) };
}

function encodeTool({ name, description, parameters, strict }: Tool, writing: RequestWriting): JsonObject {
  if (!NAME.test(name)) {
    writing.refuse('tools', 'a name of a tool has 1 to 128 letters of the alphabet, digits, _ and -');
  }
  if (parameters !== null && !isRecord(parameters)) {
    writing.refuse('tools', 'the parameters of a tool must be the schema of an object');
  }
  const schema = { type: 'object', ...(isRecord(parameters) ? parameters : { properties: {} }) };
  return {
    name,
    ...(description === null ? {} : { description }),
    input_schema: strict === true ? closeSchema(schema) : schema,
    ...(strict === null ? {} : { strict }),
  };
}

function toolChoice({ toolChoice: choice, parallelToolCalls }: Conversation): (JsonObject & { type: string }) | null {
  const oneAtATime = parallelToolCalls === false ? { disable_parallel_tool_use: true } : {};
  if (choice === null) return parallelToolCalls === false ? { type: 'auto', ...oneAtATime } : null;
  if (choice.kind === 'tool') return { type: 'tool', name: choice.name, ...oneAtATime };
  return choice.kind === 'none' ? { type: 'none' } : { type: CHOICES[choice.kind], ...oneAtATime };
}
