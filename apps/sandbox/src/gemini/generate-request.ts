import { countChatPromptTokens } from '@turnpike/domain/token-count';
import type { Ask, DeclaredTool, ToolChoice } from '../answer/ask.js';
import { badRequest, type Refusal } from '../exchange/wire.js';
import { findConfigProblem, type GenerationConfig } from './check-config.js';
import { findContentProblem, textOf, type Content } from './check-contents.js';
import { MESSAGES, type Flavor } from './gemini-messages.js';
import { invalidArgument } from './google-error.js';
import { isObject, readProto, type Body } from './proto.js';

/** Where a request was sent: whose API, which model, whether it is to be streamed. */
export interface Address {
  flavor: Flavor;
  model: string;
  stream: boolean;
}

/** A request to generate: what its answer depends on, and what only this wire knows. */
export interface GenerateRequest {
  ask: Ask;
  /** How many alternatives are to be shown for each token; undefined where no odds are asked for. */
  topLogprobs: number | undefined;
}

export type Parsed<T> = { ok: true; request: T } | { ok: false; refusal: Refusal };

/** GenerateContentRequest as it was read. */
export interface GenerateBody {
  contents?: Content[];
  systemInstruction?: Content;
  tools?: { functionDeclarations?: Declaration[] }[];
  toolConfig?: { functionCallingConfig?: { mode?: string; allowedFunctionNames?: string[] } };
  generationConfig?: GenerationConfig;
  cachedContent?: string;
}

interface Declaration {
  name?: string;
  parameters?: Body;
  parametersJsonSchema?: unknown;
}

const FUNCTION_NAME = /^[a-zA-Z_][\w.:-]{0,127}$/;
/** What a picture costs to read, whatever its size. */
const TOKENS_PER_PICTURE = 258;

/** Checks a request to generate as Google does. */
export function parseGenerate(value: unknown, address: Address): Parsed<GenerateRequest> {
  const read = readProto(value, 'GenerateContentRequest', MESSAGES[address.flavor]);
  if (!read.ok) return { ok: false, refusal: invalidArgument(read.message, read.field) };
  const body = read.value as GenerateBody;
  const refusal = checkGenerate(body, address);
  if (refusal !== undefined) return { ok: false, refusal };
  const { responseLogprobs, logprobs } = body.generationConfig ?? {};
  return {
    ok: true,
    request: { ask: readAsk(body, address), topLogprobs: responseLogprobs === true ? (logprobs ?? 0) : undefined },
  };
}

/** What is wrong beyond the shape. */
export function checkGenerate(body: GenerateBody, address: Address): Refusal | undefined {
  const problem =
    findContentProblem(body.contents ?? [], address) ??
    findToolProblem(body) ??
    findConfigProblem(body.generationConfig ?? {}, { model: address.model, hasTools: declarationsOf(body).length > 0 });
  if (problem !== undefined) return badRequest(problem);
  if (body.cachedContent === undefined) return undefined;
  return { status: 403, message: 'CachedContent not found (or permission denied)' };
}

/** Counted as a chat of the same texts is, and the pictures apart. */
export function countPrompt({ systemInstruction, contents = [] }: GenerateBody): { text: number; pictures: number } {
  const all = systemInstruction === undefined ? contents : [{ ...systemInstruction, role: 'system' }, ...contents];
  const said = all.map(({ role = 'user', parts = [] }) => ({
    role,
    content: parts.map((part) => ({ text: partText(part) })),
  }));
  const pictures = all.flatMap(({ parts = [] }) => parts.filter(({ inlineData }) => isPicture(inlineData)));
  return { text: countChatPromptTokens(said), pictures: pictures.length * TOKENS_PER_PICTURE };
}

function readAsk(body: GenerateBody, { model, stream }: Address): Ask {
  const { contents = [], generationConfig: config = {} } = body;
  const lastUser = contents.findLastIndex((content) => content.role !== 'model' && textOf(content) !== '');
  const counted = countPrompt(body);
  const isJson = config.responseMimeType === 'application/json';
  return {
    model,
    stream,
    lastUserText: textOf(contents[lastUser]),
    toolResults: resultsAfter(contents, lastUser),
    promptTokens: counted.text,
    imageInputTokens: counted.pictures,
    choices: config.candidateCount ?? 1,
    maxTokens: config.maxOutputTokens,
    stop: config.stopSequences ?? [],
    tools: declarationsOf(body).map(toTool),
    toolChoice: readToolChoice(body),
    parallelTools: true,
    json: isJson ? { schema: config.responseSchema ?? config.responseJsonSchema } : undefined,
    thinks: config.thinkingConfig?.includeThoughts === true,
  };
}

function findToolProblem(body: GenerateBody): string | undefined {
  const declared = declarationsOf(body);
  const badName = declared.find(({ name }) => !FUNCTION_NAME.test(name ?? ''));
  if (badName !== undefined) {
    return `* GenerateContentRequest.tools[0].function_declarations[${declared.indexOf(badName)}].name: Invalid function name. Must start with a letter or an underscore. Must be alphameric (a-z, A-Z, 0-9), underscores (_), dots (.), colons (:), or dashes (-), with a maximum length of 128.\n`;
  }
  const names = declared.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return `Duplicate function declaration found: ${twice}`;
  const both = declared.find((each) => each.parameters !== undefined && each.parametersJsonSchema !== undefined);
  if (both !== undefined) return 'Only one of `parameters` and `parameters_json_schema` may be set.';
  const { mode, allowedFunctionNames: allowed = [] } = body.toolConfig?.functionCallingConfig ?? {};
  if (allowed.length === 0)
    return mode === 'ANY' && names.length === 0
      ? 'Function calling config is set without function_declarations.'
      : undefined;
  if (mode !== 'ANY' && mode !== 'VALIDATED') {
    return 'Function calling config: allowed_function_names should only be set when the mode is ANY or VALIDATED.';
  }
  const stranger = allowed.find((name) => !names.includes(name));
  return stranger === undefined ? undefined : `allowed_function_names contains ${stranger}, which is not declared.`;
}

function declarationsOf({ tools = [] }: GenerateBody): Declaration[] {
  return tools.flatMap(({ functionDeclarations = [] }) => functionDeclarations);
}

function toTool({ name, parameters, parametersJsonSchema }: Declaration): DeclaredTool {
  return { name: name ?? '', schema: parameters ?? parametersJsonSchema };
}

function readToolChoice({ toolConfig }: GenerateBody): ToolChoice {
  const { mode, allowedFunctionNames = [] } = toolConfig?.functionCallingConfig ?? {};
  if (mode === 'NONE') return 'none';
  if (mode !== 'ANY') return 'auto';
  const [first, second] = allowedFunctionNames;
  return first === undefined || second !== undefined ? 'required' : { name: first };
}

function resultsAfter(contents: readonly Content[], index: number): string[] {
  return contents
    .slice(index + 1)
    .flatMap(({ parts = [] }) =>
      parts.flatMap(({ functionResponse }) =>
        isObject(functionResponse) ? [resultText(functionResponse.response)] : [],
      ),
    );
}

/** Google's convention: the result under `result` or `output`; else all of it. */
function resultText(response: unknown): string {
  const result = isObject(response) ? (response.result ?? response.output ?? response) : response;
  return typeof result === 'string' ? result : (JSON.stringify(result) ?? '');
}

function partText({ text, functionCall, functionResponse }: Body): string {
  if (typeof text === 'string') return text;
  if (isObject(functionCall)) return `${String(functionCall.name)}${JSON.stringify(functionCall.args ?? {})}`;
  return isObject(functionResponse) ? resultText(functionResponse.response) : '';
}

function isPicture(blob: unknown): boolean {
  return isObject(blob) && typeof blob.mimeType === 'string' && blob.mimeType.startsWith('image/');
}
