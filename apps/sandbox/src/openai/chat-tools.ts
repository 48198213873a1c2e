import type { DeclaredTool, ToolChoice } from '../answer/ask.js';
import * as check from './check.js';
import { invalidValue, isObject, missing, wrongType, type Body } from './fields.js';
import { invalidRequest, type OpenAiError } from './openai-error.js';
import { findLoose } from './strict-schema.js';

const MAX_TOOLS = 128;
const NAME = /^[\w-]{1,64}$/;
const CHOICES = ['none', 'auto', 'required'];

/** Checks the tools, and what is said about choosing among them. */
export function checkTools(body: Body): OpenAiError | undefined {
  const { tools, tool_choice: choice, parallel_tool_calls: parallel } = body;
  const error = check.flag(parallel, 'parallel_tool_calls');
  if (error !== undefined) return error;
  if (tools === undefined || tools === null) {
    if (parallel !== undefined && parallel !== null) return needsTools('parallel_tool_calls');
    return choice === undefined || choice === null || choice === 'none' ? undefined : needsTools('tool_choice');
  }
  if (!Array.isArray(tools)) return wrongType('tools', 'an array of objects', tools);
  if (tools.length === 0 || tools.length > MAX_TOOLS) {
    const message = `Invalid 'tools': array of the wrong length. Expected 1 to ${MAX_TOOLS} items, but got ${tools.length} instead.`;
    return invalidRequest(message, 'tools', tools.length === 0 ? 'empty_array' : 'array_above_max_length');
  }
  for (const [index, tool] of (tools as unknown[]).entries()) {
    const problem = checkTool(tool, `tools[${index}]`);
    if (problem !== undefined) return problem;
  }
  return checkChoiceOfTool(choice, readTools(body));
}

/** The tools declared; of a request that is in order. */
export function readTools({ tools }: Body): DeclaredTool[] {
  return ((tools ?? []) as Body[]).flatMap(({ function: declared }) =>
    isObject(declared) ? [{ name: declared.name as string, schema: declared.parameters }] : [],
  );
}

/** What is said about choosing; of a request that is in order. */
export function readToolChoice({ tool_choice: choice }: Body): ToolChoice {
  if (choice === 'none' || choice === 'required') return choice;
  if (!isObject(choice)) return 'auto';
  if (isObject(choice.function)) return { name: choice.function.name as string };
  return isObject(choice.allowed_tools) && choice.allowed_tools.mode === 'required' ? 'required' : 'auto';
}

function needsTools(param: string): OpenAiError {
  return invalidRequest(`Invalid value for '${param}': '${param}' is only allowed when 'tools' are specified.`, param);
}

function checkTool(tool: unknown, param: string): OpenAiError | undefined {
  if (!isObject(tool)) return wrongType(param, 'an object', tool);
  if (tool.type === undefined) return missing(`${param}.type`);
  if (tool.type === 'custom') return isObject(tool.custom) ? undefined : missing(`${param}.custom`);
  if (tool.type !== 'function') return invalidValue(tool.type, `${param}.type`, ['function', 'custom']);
  const declared = tool.function;
  if (!isObject(declared)) return missing(`${param}.function`);
  const { name, parameters } = declared;
  if (typeof name !== 'string') return missing(`${param}.function.name`);
  if (!NAME.test(name)) {
    const message = `Invalid '${param}.function.name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.`;
    return invalidRequest(message, `${param}.function.name`, 'invalid_value');
  }
  const problem = findProblem(parameters, declared.strict === true);
  if (problem === undefined) return undefined;
  const message = `Invalid schema for function '${name}': ${problem}`;
  return invalidRequest(message, `${param}.function.parameters`, 'invalid_function_parameters');
}

function findProblem(parameters: unknown, strict: boolean): string | undefined {
  if (parameters === undefined || parameters === null) return undefined;
  if (!isObject(parameters)) return 'schema must be an object.';
  if (parameters.type !== 'object') {
    const got = typeof parameters.type === 'string' ? parameters.type : 'None';
    return `schema must be a JSON Schema of 'type: "object"', got 'type: "${got}"'.`;
  }
  return strict ? findLoose(parameters) : undefined;
}

function checkChoiceOfTool(choice: unknown, tools: readonly DeclaredTool[]): OpenAiError | undefined {
  if (choice === undefined || choice === null) return undefined;
  if (typeof choice === 'string') {
    return CHOICES.includes(choice) ? undefined : invalidValue(choice, 'tool_choice', CHOICES);
  }
  if (!isObject(choice)) return wrongType('tool_choice', 'a string or an object', choice);
  if (choice.type === undefined) return missing('tool_choice.type');
  if (choice.type !== 'function') return undefined;
  const name = isObject(choice.function) ? choice.function.name : undefined;
  if (typeof name !== 'string') return missing('tool_choice.function.name');
  if (tools.some((tool) => tool.name === name)) return undefined;
  const message = `Tool choice 'function' not found in 'tools' parameter: '${name}'.`;
  return invalidRequest(message, 'tool_choice');
}
