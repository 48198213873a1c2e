/** What any answer to any nonsense has to be. */
import { errorStyleOf } from '@turnpike/endpoints/caller-style';
import type { Operation } from '@turnpike/endpoints/operation';

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

type Json = Record<string, unknown>;

/** The faults of an answer, in words; none when it is as it should be. */
export function faultsOf(operation: Operation, answer: Answer, field: string | null): string[] {
  const { status, text } = answer;
  const faults: string[] = [];
  if (status >= 500) faults.push(`answers ${status}`);
  if (/\bat [^\n]*\.(ts|js):\d+/.test(text)) faults.push('shows a stack');
  const style = errorStyleOf(operation, {});
  if (status >= 400) return [...faults, ...faultsOfError(style, answer, field)];
  const code = /"code":\s*"(upstream_[a-z]+|internal_error|no_target)"/.exec(text)?.[1];
  if (code !== undefined) faults.push(`ends in ${code}`);
  return faults;
}

function faultsOfError(style: Style, { status, contentType, text }: Answer, field: string | null): string[] {
  const body = parse(text);
  const error = body?.error as Json | undefined;
  if (!contentType.startsWith('application/json') || error === undefined) return [`is no error: ${text.slice(0, 80)}`];
  if (typeof error.message !== 'string' || error.message === '') return ['has no message'];
  const faults = SHAPES[style](body as Json, error, status) ? [] : [`is not in the shape of ${style}`];
  if (field !== null && NAMES_A_FIELD.has(codeOf(style, error)) && paramOf(style, error) === null)
    faults.push(`names no field: ${error.message}`);
  return faults;
}

const NAMES_A_FIELD: ReadonlySet<string> = new Set(['invalid_parameter', 'unsupported_parameter']);

type Style = NonNullable<Operation['errors']>;

const SHAPES: Readonly<Record<Style, (body: Json, error: Json, status: number) => boolean>> = {
  openai: isOpenAi,
  'openai-responses': isOpenAi,
  anthropic: isAnthropic,
  by_headers: (body, error) => isOpenAi(body, error) || isAnthropic(body, error),
  gemini: (_body, error, status) =>
    error.code === status && typeof error.status === 'string' && Array.isArray(error.details),
};

function isAnthropic(body: Json, error: Json): boolean {
  return body.type === 'error' && typeof error.type === 'string' && typeof body.request_id === 'string';
}

function isOpenAi(_body: Json, error: Json): boolean {
  const { type, code, param } = error;
  return typeof type === 'string' && typeof code === 'string' && (param === null || typeof param === 'string');
}

function codeOf(style: Style, error: Json): string {
  if (style !== 'gemini') return String(error.code);
  const [info] = error.details as Json[];
  return String(info?.reason).toLowerCase();
}

function paramOf(style: Style, error: Json): unknown {
  if (style !== 'gemini') return error.param;
  const bad = (error.details as Json[]).find((detail) => String(detail['@type']).endsWith('BadRequest'));
  return (bad?.fieldViolations as Json[] | undefined)?.[0]?.field ?? null;
}

function parse(text: string): Json | null {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}
