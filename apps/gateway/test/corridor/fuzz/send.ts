/** One call as a fuzzed case makes it. */
import type { Operation } from '@turnpike/endpoints/operation';
import type { Answer } from './judge.js';
import { FILES } from './samples.js';

/** Nothing here takes a second; what takes this long hangs. */
const HANGS_AFTER_MS = 20_000;

export interface Asked {
  readonly url: string;
  readonly key: string;
  readonly operation: Operation;
  readonly model: string;
  /** The body's JSON. A form is made of its members. */
  readonly json: string;
}

export interface Answered extends Answer {
  readonly requestId: string;
}

export async function send({ url, key, operation, model, json }: Asked): Promise<Answered> {
  const isForm = operation.kind === 'inference' && operation.media?.takes === 'multipart';
  const body = isForm ? formOf(operation.key, json) : json;
  const response = await fetch(url + pathOf(operation, model), {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, ...(isForm ? {} : { 'content-type': 'application/json' }) },
    body,
    signal: AbortSignal.timeout(HANGS_AFTER_MS),
  });
  const contentType = response.headers.get('content-type') ?? '';
  const requestId = response.headers.get('x-request-id') ?? '';
  return { status: response.status, contentType, requestId, text: await response.text() };
}

/** With the model in the place that the route has for it. */
export function pathOf({ path }: Operation, model: string): string {
  return path.replace(/:model(\([^)]*\))?/, model).replace('::', ':');
}

/** More would be refused for being many, which is tried elsewhere. */
const MOST_OF_A_NAME = 20;

function formOf(key: string, json: string): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(JSON.parse(json) as Record<string, unknown>)) {
    for (const one of Array.isArray(value) ? value.slice(0, MOST_OF_A_NAME) : [value]) form.append(name, textOf(one));
  }
  const file = FILES[key];
  if (file !== undefined) form.append(file.field, new Blob([file.bytes], { type: file.type }), file.name);
  return form;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
