/**
 * The frame of every server action: who may ask, what the input must be, and what comes back when it is refused. Next
 * has compared Origin with the host by then, and the session's cookie is SameSite=Lax.
 */
import { ApiError } from '@turnpike/errors/api-error';
import type { ErrorCode } from '@turnpike/errors/catalogue';
import type { ManagementContext } from '@turnpike/management/management-context';
import { unstable_rethrow } from 'next/navigation';
import type { z } from 'zod';
import { managementContext } from './management';
import { reportFailure } from './report-failure';
import { type RequestFacts, requestFacts } from './request';
import { type AdminSession, asPlatformAdmin, currentSession, type PortalSession, type TenantSession } from './session';

/** A refusal as a form shows it. `fields` has messages by field path; `requestId` finds it in the logs. */
export interface ActionError {
  code: ErrorCode;
  message: string;
  fix: string;
  param: string | null;
  fields: Record<string, string>;
  requestId: string;
  retryAfterSeconds: number | null;
}

export type ActionResult<T> = { ok: true; data: T } | { ok: false; error: ActionError };

interface Work<Session, Input> {
  context: ManagementContext;
  session: Session;
  input: Input;
  request: RequestFacts;
}

/** For anybody, signed in or not. */
export function publicAction<S extends z.ZodType, T>(
  schema: S,
  input: unknown,
  work: (given: Work<PortalSession | null, z.output<S>>) => Promise<T>,
): Promise<ActionResult<T>> {
  return guarded(async (request) => {
    const session = await currentSession();
    return work({ context: managementContext(), session, input: parse(schema, input), request });
  });
}

/** For a person who is signed in. */
export function sessionAction<S extends z.ZodType, T>(
  schema: S,
  input: unknown,
  work: (given: Work<PortalSession, z.output<S>>) => Promise<T>,
): Promise<ActionResult<T>> {
  return guarded(async (request) => {
    const session = await signedIn();
    return work({ context: managementContext(), session, input: parse(schema, input), request });
  });
}

/** For a member of the organisation whose pages are shown. What their role allows is the use case's to decide. */
export function tenantAction<S extends z.ZodType, T>(
  schema: S,
  input: unknown,
  work: (given: Work<TenantSession, z.output<S>>) => Promise<T>,
): Promise<ActionResult<T>> {
  return guarded(async (request) => {
    const session = await signedIn();
    const { tenant } = session;
    if (tenant === null) throw new ApiError('forbidden');
    return work({
      context: managementContext(),
      session: { ...session, tenant },
      input: parse(schema, input),
      request,
    });
  });
}

/** For platform admins. */
export function adminAction<S extends z.ZodType, T>(
  schema: S,
  input: unknown,
  work: (given: Work<AdminSession, z.output<S>>) => Promise<T>,
): Promise<ActionResult<T>> {
  return guarded(async (request) => {
    const session = await signedIn();
    if (!session.platformAdmin) throw new ApiError('forbidden');
    return work({
      context: managementContext(),
      session: asPlatformAdmin(session),
      input: parse(schema, input),
      request,
    });
  });
}

async function signedIn(): Promise<PortalSession> {
  const session = await currentSession();
  if (session === null) throw new ApiError('unauthorized', { message: 'Your session has ended. Sign in again.' });
  return session;
}

async function guarded<T>(work: (request: RequestFacts) => Promise<T>): Promise<ActionResult<T>> {
  const request = await requestFacts();
  try {
    return { ok: true, data: await work(request) };
  } catch (error) {
    unstable_rethrow(error);
    return { ok: false, error: describe(error, request.requestId) };
  }
}

function describe(error: unknown, requestId: string): ActionError {
  const known = error instanceof ApiError ? error : new ApiError('internal_error', { cause: error });
  const reference = known.entry.blame === 'caller' ? requestId : reportFailure('action', error, requestId);
  return {
    code: known.code,
    message: known.message,
    fix: known.entry.fix,
    param: known.param,
    fields: readFields(known),
    requestId: reference,
    retryAfterSeconds: known.retryAfterSeconds,
  };
}

function readFields(error: ApiError): Record<string, string> {
  const { details, param, message } = error;
  if (details !== null && typeof details === 'object' && 'fields' in details) {
    return details.fields as Record<string, string>;
  }
  return param === null ? {} : { [param]: message };
}

function parse<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const fields: Record<string, string> = {};
  for (const { path, message } of parsed.error.issues) fields[path.join('.')] ??= message;
  const text = Object.entries(fields).map(([path, message]) => (path === '' ? message : `${path} ${message}`));
  throw new ApiError('validation_failed', { message: `${text.join('; ')}.`, details: { fields } });
}
