/** A caller of each surface in bare HTTP: what leaves and what comes, without a client's own ideas. */
export interface Question {
  readonly model: string;
  readonly text: string;
}

export interface Said {
  readonly status: number;
  readonly requestId: string;
  readonly text: string;
  /** The message of an error; empty where there was none. */
  readonly error: string;
}

export interface Streamed extends Said {
  /** Whether the wire's own end was seen, and no error. */
  readonly ended: boolean;
}

export interface SurfaceClient {
  readonly name: string;
  ask(url: string, key: string, question: Question): Promise<Said>;
  stream(url: string, key: string, question: Question): Promise<Streamed>;
}

type Json = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any -- answers of five wires

interface Wire {
  readonly name: string;
  path(question: Question, stream: boolean): string;
  body(question: Question, stream: boolean): object;
  headers(key: string): Record<string, string>;
  text(answer: Json): string;
  delta(event: Json): string;
  error(body: Json): string;
  isEnd(data: string, event: Json): boolean;
}

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
const errorOf = (body: Json): string => String(body.error?.message ?? '');

const WIRES: readonly Wire[] = [
  {
    name: 'chat completions',
    path: () => '/v1/chat/completions',
    body: ({ model, text }, stream) => ({ model, stream, messages: [{ role: 'user', content: text }] }),
    headers: bearer,
    text: (answer) => answer.choices[0].message.content,
    delta: (event) => event.choices?.[0]?.delta?.content ?? '',
    error: errorOf,
    isEnd: (data) => data === '[DONE]',
  },
  {
    name: 'responses',
    path: () => '/v1/responses',
    body: ({ model, text }, stream) => ({ model, stream, input: text }),
    headers: bearer,
    text: (answer) => answer.output.at(-1).content[0].text,
    delta: (event) => (event.type === 'response.output_text.delta' ? event.delta : ''),
    error: (body) => (body.type === 'error' ? String(body.message) : errorOf(body)),
    isEnd: (_data, event) => event.type === 'response.completed',
  },
  {
    name: 'messages',
    path: () => '/v1/messages',
    body: ({ model, text }, stream) => ({
      model,
      stream,
      max_tokens: 200,
      messages: [{ role: 'user', content: text }],
    }),
    headers: (key) => ({ 'x-api-key': key, 'anthropic-version': '2023-06-01' }),
    text: (answer) => answer.content.at(-1).text,
    delta: (event) => (event.type === 'content_block_delta' ? (event.delta.text ?? '') : ''),
    error: errorOf,
    isEnd: (_data, event) => event.type === 'message_stop',
  },
  {
    name: 'gemini',
    path: ({ model }, stream) =>
      `/v1beta/models/${model}:${stream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
    body: ({ text }) => ({ contents: [{ role: 'user', parts: [{ text }] }] }),
    headers: (key) => ({ 'x-goog-api-key': key }),
    text: textOfCandidate,
    delta: textOfCandidate,
    error: errorOf,
    isEnd: (_data, event) => event.candidates?.[0]?.finishReason !== undefined,
  },
];

function textOfCandidate(answer: Json): string {
  const parts: Json[] = answer.candidates?.[0]?.content?.parts ?? [];
  return parts.map(({ text }) => String(text ?? '')).join('');
}

export const SURFACE_CLIENTS: readonly SurfaceClient[] = WIRES.map((wire) => ({
  name: wire.name,
  async ask(url, key, question) {
    const response = await post(wire, { url, key, question, stream: false });
    const body = (await response.json()) as Json;
    return {
      ...factsOf(response),
      text: response.ok ? wire.text(body) : '',
      error: response.ok ? '' : wire.error(body),
    };
  },
  async stream(url, key, question) {
    const response = await post(wire, { url, key, question, stream: true });
    const said = { text: '', error: '', ended: false };
    for (const data of dataOf(await response.text())) {
      const event = (data.startsWith('{') ? JSON.parse(data) : {}) as Json;
      said.text += wire.delta(event);
      said.error ||= wire.error(event);
      said.ended ||= wire.isEnd(data, event);
    }
    return { ...factsOf(response), ...said, ended: said.ended && said.error === '' };
  },
}));

function post(wire: Wire, asked: { url: string; key: string; question: Question; stream: boolean }) {
  const { url, key, question, stream } = asked;
  return fetch(url + wire.path(question, stream), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...wire.headers(key) },
    body: JSON.stringify(wire.body(question, stream)),
  });
}

function factsOf(response: Response) {
  return { status: response.status, requestId: response.headers.get('x-request-id') ?? '' };
}

function dataOf(text: string): string[] {
  return text.split('\n').flatMap((line) => (line.startsWith('data: ') ? [line.slice('data: '.length)] : []));
}
