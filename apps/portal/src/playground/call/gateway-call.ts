/** One call from the browser straight to the gateway. Never throws: whatever goes wrong is an outcome too. */

/** A refusal or fault as the gateway words it; `status` is null where no answer arrived. */
export interface CallFailure {
  status: number | null;
  code: string;
  message: string;
  fix: string;
  requestId: string | null;
}

export interface GatewayConnection {
  /** The gateway, without a slash at its end. */
  baseUrl: string;
  key: string;
  signal: AbortSignal;
}

/** An error of OpenAI's shape, with what the gateway adds to it; anything may be missing. */
export interface WireError {
  message?: string;
  code?: string | null;
  fix?: string;
  request_id?: string;
}

export interface GatewayRequest {
  /** Below `/v1`. */
  path: string;
  /** A form goes as multipart, anything else as JSON. */
  body: object;
}

export type CallOutcome<T> =
  | { kind: 'answered'; value: T; requestId: string | null }
  | { kind: 'stopped' }
  | { kind: 'failed'; failure: CallFailure };

/** Posts, and reads the answer with `read`, which may throw over what is no answer. */
export async function callGateway<T>(
  connection: GatewayConnection,
  request: GatewayRequest,
  read: (answer: Response) => Promise<T>,
): Promise<CallOutcome<T>> {
  let requestId: string | null = null;
  let stage: 'sent' | 'arriving' | 'whole' = 'sent';
  try {
    const answer = await post(connection, request);
    requestId = answer.headers.get('x-request-id');
    if (!answer.ok) return { kind: 'failed', failure: await readRefusal(answer, requestId) };
    stage = 'arriving';
    const bytes = await answer.arrayBuffer();
    stage = 'whole';
    return { kind: 'answered', value: await read(new Response(bytes, { headers: answer.headers })), requestId };
  } catch (error) {
    if (connection.signal.aborted) return { kind: 'stopped' };
    if (stage === 'sent') return { kind: 'failed', failure: unreachable(error) };
    const code = stage === 'arriving' ? 'stream_cut' : 'unreadable';
    return { kind: 'failed', failure: failureOf({ code }, { status: null, requestId }) };
  }
}

/** Rejects where no answer arrives. */
export function post({ baseUrl, key, signal }: GatewayConnection, { path, body }: GatewayRequest): Promise<Response> {
  const isForm = body instanceof FormData;
  return fetch(`${baseUrl}/v1${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, ...(isForm ? {} : { 'content-type': 'application/json' }) },
    body: isForm ? body : JSON.stringify(body),
    signal,
    credentials: 'omit',
  });
}

/** What a refusal says of itself. */
export async function readRefusal(answer: Response, requestId: string | null): Promise<CallFailure> {
  const body = (await answer.json().catch(() => null)) as { error?: WireError } | null;
  return failureOf(body?.error ?? {}, { status: answer.status, requestId });
}

export function failureOf(error: WireError, facts: { status: number | null; requestId: string | null }): CallFailure {
  const { message = '', code, fix = '', request_id: requestId = facts.requestId } = error;
  return { status: facts.status, code: code ?? 'unknown', message, fix, requestId };
}

/** The browser says no more than that it failed: no connection, a wrong address, or another origin's rules. */
export function unreachable(error: unknown): CallFailure {
  const message = error instanceof Error ? error.message : String(error);
  return { status: null, code: 'unreachable', message, fix: '', requestId: null };
}
