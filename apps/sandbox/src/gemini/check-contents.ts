import type { Flavor } from './gemini-messages.js';
import { isObject, type Body } from './proto.js';
import { isSignedCall } from './thought-signature.js';
import { sayValue } from '../exchange/say-value.js';

/** A content as it was read. */
export interface Content {
  role?: string;
  parts?: Body[];
}

const DATA = [
  'text',
  'inlineData',
  'fileData',
  'functionCall',
  'functionResponse',
  'executableCode',
  'codeExecutionResult',
  'toolCall',
  'toolResponse',
];
const ROLES = ['user', 'model', 'function'];
const MEDIA = /^(image|audio|video|text|application)\/[\w.+-]+$/;

/** What the rules depend on beside the contents. */
export interface ContentRules {
  flavor: Flavor;
  model: string;
}

/** What is wrong with the contents, in Google's words. */
export function findContentProblem(contents: readonly Content[], rules: ContentRules): string | undefined {
  if (contents.length === 0) return '* GenerateContentRequest.contents: contents is not specified\n';
  for (const [index, content] of contents.entries()) {
    const problem = checkContent(content, `contents[${index}]`, rules);
    if (problem !== undefined) return problem;
  }
  return findUnansweredCall(contents) ?? findUnsigned(contents, rules);
}

/** The text of a content that isn't a thought, its parts joined by line breaks. */
export function textOf(content: Content | undefined): string {
  const texts = (content?.parts ?? []).flatMap(({ text, thought }) =>
    typeof text === 'string' && thought !== true ? [text] : [],
  );
  return texts.join('\n');
}

function checkContent({ role, parts = [] }: Content, at: string, { flavor }: ContentRules): string | undefined {
  const isNamed = role !== undefined && role !== '';
  if (isNamed ? !ROLES.includes(role) : flavor === 'vertex') return 'Please use a valid role: user, model.';
  if (parts.length === 0) return `* GenerateContentRequest.${at}.parts: contents.parts must not be empty.\n`;
  for (const [index, part] of parts.entries()) {
    const problem = checkPart(part, `${at}.parts[${index}]`);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function checkPart(part: Body, at: string): string | undefined {
  const kinds = DATA.filter((kind) => part[kind] !== undefined);
  const path = `* GenerateContentRequest.${at}`;
  if (kinds.length === 0) return `${path}.data: required oneof field 'data' must have one initialized field\n`;
  if (kinds.length > 1) {
    return `Invalid value at '${at}' (oneof), oneof field 'data' is already set. Cannot set '${kinds[1] ?? ''}'`;
  }
  const { inlineData, fileData, functionCall, functionResponse } = part as Record<string, Body | undefined>;
  if (inlineData !== undefined) return checkBlob(inlineData, path);
  if (fileData !== undefined)
    return fileData.fileUri === undefined ? `${path}.file_data.file_uri: required\n` : undefined;
  if (functionCall !== undefined) {
    if (!isName(functionCall.name)) return `${path}.function_call.name: Name cannot be empty.\n`;
    return checkStruct(functionCall.args, `${at}.function_call.args`);
  }
  if (functionResponse === undefined) return undefined;
  if (!isName(functionResponse.name)) return `${path}.function_response.name: Name cannot be empty.\n`;
  if (functionResponse.response === undefined) return `${path}.function_response.response: required\n`;
  return checkStruct(functionResponse.response, `${at}.function_response.response`);
}

function checkBlob({ mimeType, data }: Body, path: string): string | undefined {
  if (typeof mimeType !== 'string' || !MEDIA.test(mimeType))
    return `Unsupported MIME type: ${sayValue(mimeType ?? '')}`;
  const isBytes = typeof data === 'string' && data !== '' && /^[\w+/-]+={0,2}$/.test(data);
  return isBytes ? undefined : `${path}.inline_data.data: Base64 decoding failed\n`;
}

/** google.protobuf.Struct: an object, never a text or a list. */
function checkStruct(value: unknown, at: string): string | undefined {
  if (value === undefined || isObject(value)) return undefined;
  const got = JSON.stringify(value).slice(0, 100);
  return `Invalid value at '${at}' (type.googleapis.com/google.protobuf.Struct), ${got}`;
}

function isName(name: unknown): boolean {
  return typeof name === 'string' && name !== '';
}

/** Calls are answered by the very next content, all of them there. */
function findUnansweredCall(contents: readonly Content[]): string | undefined {
  for (const [index, content] of contents.entries()) {
    const calls = partsWith(content, 'functionCall');
    const responses = partsWith(contents[index + 1], 'functionResponse');
    if (calls.length > 0 && calls.length !== responses.length) {
      return 'Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.';
    }
    const ids = calls.map(({ id }) => id);
    const stranger = responses.find(({ id }) => id !== undefined && calls.length > 0 && !ids.includes(id));
    if (stranger !== undefined)
      return `Function response id ${sayValue(stranger.id)} matches no function call of the turn before.`;
    const own = partsWith(content, 'functionResponse');
    if (own.length > 0 && partsWith(contents[index - 1], 'functionCall').length === 0) {
      return 'Please ensure that function response turn comes immediately after a function call turn.';
    }
  }
  return undefined;
}

/** Gemini 3 demands the signature of the first call of each step, since the user last spoke; no model takes a false one. */
function findUnsigned(contents: readonly Content[], { model }: ContentRules): string | undefined {
  const since = contents.findLastIndex((content) => content.role !== 'model' && textOf(content) !== '');
  for (const [index, { parts = [] }] of contents.entries()) {
    for (const [position, { name, signature }] of signedCalls(parts).entries()) {
      if (signature !== undefined && !isSignedCall(name, signature)) return 'Thought signature is not valid.';
      if (signature !== undefined || position > 0 || index < since || !/^gemini-[3-9]/.test(model)) continue;
      return `Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly, and missing thought_signature may lead to degraded model performance. Additional data, function call \`default_api:${name}\` , position ${index + 1}. Please refer to https://ai.google.dev/gemini-api/docs/thought-signatures for more details.`;
    }
  }
  return undefined;
}

function signedCalls(parts: readonly Body[]): { name: string; signature: string | undefined }[] {
  return parts.flatMap(({ functionCall, thoughtSignature }) =>
    isObject(functionCall)
      ? [{ name: functionCall.name as string, signature: thoughtSignature as string | undefined }]
      : [],
  );
}

function partsWith(content: Content | undefined, kind: string): Body[] {
  return (content?.parts ?? []).flatMap((part) => (isObject(part[kind]) ? [part[kind]] : []));
}
