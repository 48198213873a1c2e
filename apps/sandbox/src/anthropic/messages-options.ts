import type { DeclaredTool, ToolChoice } from '../answer/ask.js';
import { innerSchemas, isObjectSchema, isSchema } from '../answer/walk-schema.js';
import * as check from './check.js';
import { isObject, type Body, type Problem } from './fields.js';

const TOOL_FIELDS = [
  'type',
  'name',
  'description',
  'input_schema',
  'cache_control',
  'strict',
  'allowed_callers',
  'defer_loading',
  'eager_input_streaming',
  'input_examples',
];
const TOOL_NAME = /^[\w-]{1,128}$/;
const CHOICES = ['auto', 'any', 'tool', 'none'];
const EFFORTS = ['low', 'medium', 'high', 'xhigh', 'max'];
const THINKING = ['enabled', 'disabled', 'adaptive', 'between_tools'];
const MIN_BUDGET = 1_024;
const MAX_DEPTH = 64;

/** Checks the tools, and what is said about choosing among them. */
export function checkTools(body: Body): Problem {
  const { tools, tool_choice: choice } = body;
  if (tools === undefined) {
    return choice === undefined ? undefined : 'tool_choice: may only be specified while providing tools';
  }
  const problem = check.list(tools, 'tools') ?? check.each(tools as unknown[], 'tools', checkTool);
  if (problem !== undefined) return problem;
  const names = (tools as Body[]).map(({ name }) => name);
  if (new Set(names).size < names.length) return 'tools: Tool names must be unique.';
  return choice === undefined ? undefined : checkToolChoice(choice, names);
}

/** The tools declared that the caller runs; of a request that is in order. */
export function readTools({ tools }: Body): DeclaredTool[] {
  return ((tools ?? []) as Body[]).flatMap((tool) =>
    isCustom(tool) ? [{ name: tool.name as string, schema: tool.input_schema }] : [],
  );
}

/** What is said about choosing; of a request that is in order. */
export function readToolChoice(choice: unknown): { choice: ToolChoice; parallel: boolean } {
  if (!isObject(choice)) return { choice: 'auto', parallel: true };
  const parallel = choice.disable_parallel_tool_use !== true;
  if (choice.type === 'tool') return { choice: { name: choice.name as string }, parallel };
  return { choice: choice.type === 'any' ? 'required' : choice.type === 'none' ? 'none' : 'auto', parallel };
}

/** Checks how much is to be thought, against what thinking goes together with. */
export function checkThinking(body: Body, maxTokens: number): Problem {
  const { thinking, temperature, tool_choice: choice } = body;
  if (thinking === undefined) return undefined;
  if (!isObject(thinking)) return check.object(thinking, 'thinking');
  const problem = check.choice(thinking.type, 'thinking.type', THINKING);
  if (problem !== undefined || thinking.type === 'disabled') return problem;
  if (thinking.type === 'enabled') {
    const at = 'thinking.enabled.budget_tokens';
    const wrong = check.integer(thinking.budget_tokens, at, MIN_BUDGET);
    if (wrong !== undefined) return wrong;
    if ((thinking.budget_tokens as number) >= maxTokens)
      return '`max_tokens` must be greater than `thinking.budget_tokens`';
  }
  if (temperature !== undefined && temperature !== 1) {
    return '`temperature` may only be set to 1 when thinking is enabled or in adaptive mode.';
  }
  const forced = isObject(choice) && (choice.type === 'any' || choice.type === 'tool');
  return forced ? 'Thinking may not be enabled when tool_choice forces tool use.' : undefined;
}

/** Checks the effort, and that the schema of an answer closes each of its objects. */
export function checkFormat({ output_config: config, output_format: beta }: Body): Problem {
  if (config !== undefined && !isObject(config)) return check.object(config, 'output_config');
  const { effort, format } = config ?? {};
  const problem =
    (config === undefined ? undefined : check.known(config, ['effort', 'format', 'task_budget'], 'output_config.')) ??
    (effort === undefined || effort === null ? undefined : check.choice(effort, 'output_config.effort', EFFORTS));
  if (problem !== undefined) return problem;
  const [said, at] =
    format === undefined || format === null ? [beta, 'output_format'] : [format, 'output_config.format'];
  if (said === undefined || said === null) return undefined;
  if (!isObject(said)) return check.object(said, at);
  return (
    check.choice(said.type, `${at}.type`, ['json_schema']) ??
    check.object(said.schema, `${at}.schema`) ??
    checkClosed(said.schema, `${at}.schema`)
  );
}

function checkTool(tool: unknown, at: string): Problem {
  if (!isObject(tool)) return check.object(tool, at);
  if (!isCustom(tool)) return check.text(tool.type, `${at}.type`);
  const path = `${at}.custom`;
  const problem = check.text(tool.name, `${path}.name`) ?? check.object(tool.input_schema, `${path}.input_schema`);
  if (problem !== undefined) return problem;
  if (!TOOL_NAME.test(tool.name as string)) {
    return `${path}.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'`;
  }
  const schema = tool.input_schema as Body;
  return (
    check.known(tool, TOOL_FIELDS, `${path}.`) ??
    check.choice(schema.type, `${path}.input_schema.type`, ['object']) ??
    check.flag(tool.strict, `${path}.strict`) ??
    (tool.strict === true ? checkClosed(schema, `${path}.input_schema`) : undefined)
  );
}

function isCustom({ type }: Body): boolean {
  return type === undefined || type === null || type === 'custom';
}

function checkToolChoice(choice: unknown, names: readonly unknown[]): Problem {
  if (!isObject(choice)) return check.object(choice, 'tool_choice');
  const problem = check.choice(choice.type, 'tool_choice.type', CHOICES);
  if (problem !== undefined) return problem;
  const at = `tool_choice.${choice.type as string}`;
  const fields = [
    'type',
    ...(choice.type === 'tool' ? ['name'] : []),
    ...(choice.type === 'none' ? [] : ['disable_parallel_tool_use']),
  ];
  const wrong =
    check.known(choice, fields, `${at}.`) ??
    check.flag(choice.disable_parallel_tool_use, `${at}.disable_parallel_tool_use`);
  if (wrong !== undefined || choice.type !== 'tool') return wrong;
  const unnamed = check.text(choice.name, `${at}.name`);
  if (unnamed !== undefined || names.includes(choice.name)) return unnamed;
  return `Tool '${choice.name as string}' not found in provided tools`;
}

function checkClosed(schema: unknown, at: string, depth = 0): Problem {
  if (!isSchema(schema) || depth > MAX_DEPTH) return undefined;
  if (isObjectSchema(schema) && schema.additionalProperties !== false) {
    return `${at}: For 'object' type, 'additionalProperties' must be explicitly set to false`;
  }
  for (const [inner] of innerSchemas(schema)) {
    const problem = checkClosed(inner, at, depth + 1);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
