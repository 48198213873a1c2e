/**
 * Refuses what a body passed on to Google would reach in the platform's own account, or have billed to it at a price that
 * is none of the plan's: caches, uploaded and stored files, its data stores, searches.
 */
import { isRecord, listOf } from '@turnpike/dialects/json';
import { isInAccount } from '@turnpike/dialects/gemini/media';
import { ApiError } from '@turnpike/errors/api-error';
import type { JsonObject } from '../operation.js';
import { fieldOf, spellingsOf } from './body.js';

/** Tools that cost tokens and nothing else, and see what the caller sent and nothing else. */
const TOOLS: ReadonlySet<string> = new Set([
  'functionDeclarations',
  'function_declarations',
  'codeExecution',
  'code_execution',
  'urlContext',
  'url_context',
  'computerUse',
  'computer_use',
]);

/** Null where there is nothing to refuse. The error names the field. */
export function findAccountAccess(body: JsonObject): ApiError | null {
  for (const name of ['cachedContent', 'continuationToken']) {
    if (fieldOf(body, name) !== undefined)
      return notHere(name, 'it would name something in the account of the platform');
  }
  for (const [index, tool] of listOf(body.tools).entries()) {
    const other = isRecord(tool)
      ? Object.keys(tool).find((name) => !TOOLS.has(name) && tool[name] !== null)
      : undefined;
    if (other !== undefined)
      return notHere(`tools[${index}].${printable(other)}`, 'this tool has no price and no place here');
  }
  return findStoredFile(body);
}

function findStoredFile(body: JsonObject): ApiError | null {
  for (const [index, content] of listOf(body.contents).entries()) {
    const at = findFileIn(fieldOf(content, 'parts'), `contents[${index}].parts`);
    if (at !== null) return notHere(at, 'send the file itself, or the address of one that anyone can fetch');
  }
  return null;
}

/** The path of a file that is stored with Google; null where there is none. */
function findFileIn(parts: unknown, at: string): string | null {
  for (const [index, part] of listOf(parts).entries()) {
    const here = `${at}[${index}]`;
    if (namesStoredFile(part)) return `${here}.fileData.fileUri`;
    for (const result of spellingsOf(part, 'functionResponse')) {
      const inner = listOf(fieldOf(result, 'parts')).findIndex(namesStoredFile);
      if (inner >= 0) return `${here}.functionResponse.parts[${inner}].fileData.fileUri`;
    }
  }
  return null;
}

function namesStoredFile(part: unknown): boolean {
  const uris = spellingsOf(part, 'fileData').flatMap((file) => spellingsOf(file, 'fileUri'));
  return uris.some((uri) => typeof uri !== 'string' || isInAccount(uri));
}

function notHere(param: string, why: string): ApiError {
  return new ApiError('unsupported_parameter', { message: `'${param}' is not supported here: ${why}.`, param });
}

function printable(name: string): string {
  return name.slice(0, 64).replace(/[^\w.-]/g, '?');
}
