import { countChatPromptTokens } from '@turnpike/domain/token-count';
import type { Ask, DeclaredTool, ToolChoice } from '../answer/ask.js';
import type { Refusal } from '../exchange/wire.js';
import { malformed, validation } from './aws-error.js';
import {
  checkOrder,
  checkTools,
  isObject,
  isText,
  readTurns,
  resultOf,
  textOf,
  toCounted,
  type Body,
  type Turn,
} from './converse-turns.js';
import { sayValue } from '../exchange/say-value.js';

export type ParsedConverse = { ok: true; ask: Ask } | { ok: false; error: Refusal };

const MAX_STOPS = 2_500;

/** Checks a Converse request as Bedrock does, in its words. Model and streaming are said by the path. */
export function parseConverseRequest(body: unknown, call: { model: string; stream: boolean }): ParsedConverse {
  if (!isObject(body)) return refuse(malformed('Unexpected JSON.'));
  const turns = readTurns(body.messages);
  if ('status' in turns) return refuse(turns);
  const system = readSystem(body.system);
  if ('status' in system) return refuse(system);
  const tools = readTools(body.toolConfig);
  if ('status' in tools) return refuse(tools);
  const error =
    checkOrder(turns) ?? checkTools(turns, tools.declared.length > 0) ?? checkInference(body.inferenceConfig);
  if (error !== undefined) return refuse(error);
  return { ok: true, ask: toAsk(body, call, { turns, system: system.texts, tools: tools.declared }) };
}

function toAsk(
  body: Body,
  call: { model: string; stream: boolean },
  read: { turns: Turn[]; system: string[]; tools: DeclaredTool[] },
): Ask {
  const { turns, system, tools } = read;
  const inference = isObject(body.inferenceConfig) ? body.inferenceConfig : {};
  const counted = [...system.map((content) => ({ role: 'system', content })), ...turns.map(toCounted)];
  const lastSaid = turns.findLastIndex((turn) => turn.role === 'user' && textOf(turn) !== '');
  return {
    ...call,
    lastUserText: lastSaid === -1 ? '' : textOf(turns[lastSaid]),
    toolResults: turns.slice(lastSaid + 1).flatMap((turn) => turn.blocks.flatMap(resultOf)),
    promptTokens: countChatPromptTokens(counted),
    imageInputTokens: 0,
    choices: 1,
    maxTokens: inference.maxTokens as number | undefined,
    stop: (inference.stopSequences ?? []) as string[],
    tools,
    toolChoice: toolChoice(body.toolConfig),
    parallelTools: true,
    json: jsonOf(body.outputConfig),
    thinks: thinks(body.additionalModelRequestFields),
  };
}

function toolChoice(config: unknown): ToolChoice {
  const choice = isObject(config) ? config.toolChoice : undefined;
  if (!isObject(choice)) return 'auto';
  if (isObject(choice.tool) && typeof choice.tool.name === 'string') return { name: choice.tool.name };
  return choice.any === undefined ? 'auto' : 'required';
}

/** The schema comes as text; what isn't JSON is no schema. */
function jsonOf(config: unknown): Ask['json'] {
  const format = isObject(config) ? config.textFormat : undefined;
  if (!isObject(format) || format.type !== 'json_schema') return undefined;
  const structure = isObject(format.structure) ? format.structure.jsonSchema : undefined;
  const text = isObject(structure) ? structure.schema : undefined;
  if (typeof text !== 'string') return { schema: undefined };
  try {
    return { schema: JSON.parse(text) as unknown };
  } catch {
    return { schema: undefined };
  }
}

/** Thinking is the models' own matter: Anthropic's are asked for it like this. */
function thinks(fields: unknown): boolean {
  const thinking = isObject(fields) ? fields.thinking : undefined;
  return isObject(thinking) && (thinking.type === 'enabled' || thinking.type === 'adaptive');
}

function readSystem(system: unknown): { texts: string[] } | Refusal {
  if (system === undefined || system === null) return { texts: [] };
  if (!Array.isArray(system)) return malformed('Expected a list at system');
  const blocks = system as unknown[];
  const at = blocks.findIndex((block) => !isObject(block) || (block.text !== undefined && !isText(block.text)));
  if (at !== -1) return validation(`The SystemContentBlock object at system.${at} is blank or malformed.`);
  return { texts: (blocks as Body[]).flatMap((block) => (typeof block.text === 'string' ? [block.text] : [])) };
}

function readTools(config: unknown): { declared: DeclaredTool[] } | Refusal {
  if (config === undefined || config === null) return { declared: [] };
  const tools = isObject(config) ? config.tools : undefined;
  if (!Array.isArray(tools) || tools.length === 0) {
    return validation("Value at 'toolConfig.tools' failed to satisfy constraint: Member must have length at least 1");
  }
  const declared: DeclaredTool[] = [];
  for (const [index, tool] of (tools as unknown[]).entries()) {
    if (isObject(tool) && isObject(tool.cachePoint)) continue;
    const spec = isObject(tool) ? tool.toolSpec : undefined;
    const isWhole =
      isObject(spec) && isText(spec.name) && isObject(spec.inputSchema) && isObject(spec.inputSchema.json);
    if (!isWhole)
      return validation(`The tool at toolConfig.tools.${index} needs toolSpec with name and inputSchema.json.`);
    if (!/^[a-zA-Z0-9_-]{1,64}$/.test(spec.name as string)) {
      return validation(
        `Value '${sayValue(spec.name)}' at 'toolConfig.tools.${index}.member.toolSpec.name' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_-]+`,
      );
    }
    declared.push({ name: spec.name as string, schema: (spec.inputSchema as Body).json });
  }
  return { declared };
}

function checkInference(config: unknown): Refusal | undefined {
  if (config === undefined || config === null) return undefined;
  if (!isObject(config)) return malformed('Expected a map at inferenceConfig');
  const { maxTokens, stopSequences } = config;
  if (maxTokens !== undefined && !(Number.isInteger(maxTokens) && (maxTokens as number) >= 1)) {
    return validation(
      "Value at 'inferenceConfig.maxTokens' failed to satisfy constraint: Member must have value greater than or equal to 1",
    );
  }
  for (const name of ['temperature', 'topP']) {
    const value = config[name];
    if (value === undefined || value === null) continue;
    if (typeof value !== 'number' || value < 0 || value > 1) {
      return validation(
        `Value at 'inferenceConfig.${name}' failed to satisfy constraint: Member must have value between 0 and 1`,
      );
    }
  }
  const isList = Array.isArray(stopSequences) && stopSequences.length <= MAX_STOPS && stopSequences.every(isText);
  return stopSequences === undefined || isList
    ? undefined
    : validation(
        "Value at 'inferenceConfig.stopSequences' failed to satisfy constraint: Member must have length greater than or equal to 1",
      );
}

function refuse(error: Refusal): ParsedConverse {
  return { ok: false, error };
}
