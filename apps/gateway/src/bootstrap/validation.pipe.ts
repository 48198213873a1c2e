import { StandardSchemaValidationPipe } from '@nestjs/common';
import { ApiError } from '@turnpike/errors/api-error';

interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** Enough to mend a form; a body of a million wrong fields must not be answered with a million messages. */
const MAX_DETAILS = 50;
const MAX_MESSAGE = 300;

/** Checks bodies and queries against their schemas; refuses with `validation_failed`, naming up to 50 fields. */
export function createValidationPipe(): StandardSchemaValidationPipe {
  return new StandardSchemaValidationPipe({ exceptionFactory: validationError });
}

function validationError(issues: readonly Issue[]): ApiError {
  const details = issues
    .slice(0, MAX_DETAILS)
    .map(({ message, path }) => ({ field: fieldName(path), message: cut(message) }));
  const first = details[0];
  if (first === undefined) return new ApiError('validation_failed', { details });
  const { field, message } = first;
  return new ApiError('validation_failed', {
    message: field === '' ? `The request is not valid: ${message}` : `${field}: ${message}`,
    details,
    ...(field === '' ? {} : { param: field }),
  });
}

function fieldName(path: Issue['path']): string {
  return cut((path ?? []).map((segment) => String(typeof segment === 'object' ? segment.key : segment)).join('.'));
}

function cut(text: string): string {
  return text.length > MAX_MESSAGE ? `${text.slice(0, MAX_MESSAGE)}…` : text;
}
