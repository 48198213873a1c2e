import { ApiError, FunctionCallingConfigMode, GoogleGenAI, type Content, type Part } from '@google/genai';
import { countChatPromptTokens, countTextTokens } from '@turnpike/domain/token-count';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collect } from './collect.js';
import { startSandboxUnderTest, type SandboxUnderTest } from './running-sandbox.js';

let sandbox: SandboxUnderTest;
let client: GoogleGenAI;
beforeAll(async () => {
  sandbox = await startSandboxUnderTest();
  client = new GoogleGenAI({ apiKey: 'sk-sandbox', httpOptions: { baseUrl: `${sandbox.url}/gemini` } });
});
afterAll(async () => {
  await sandbox.running.close(0);
});

const model = 'gemini-2.5-flash';
const withId = (id: string) => ({ httpOptions: { headers: { 'x-client-request-id': id } } });
const weather = {
  name: 'get_weather',
  parametersJsonSchema: {
    type: 'object',
    properties: { city: { type: 'string' }, sure: { type: 'boolean' } },
    required: ['city'],
  },
};
const tools = [{ functionDeclarations: [weather] }];

async function post(
  method: string,
  body: unknown,
  { query = '?key=sk-sandbox', headers = {} }: { query?: string; headers?: Record<string, string> } = {},
): Promise<Response> {
  return fetch(`${sandbox.url}/gemini/v1beta/models/${method}${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

const ask = (text: string) => ({ contents: [{ role: 'user', parts: [{ text }] }] });

describe('a response', () => {
  it('has Google’s shape, exact usage, and an account', async () => {
    const response = await client.models.generateContent({ model, contents: 'Hello', config: withId('g-plain') });
    const text = response.text ?? '';
    const prompt = countChatPromptTokens([{ role: 'user', content: 'Hello' }]);
    expect(response.candidates).toMatchObject([{ finishReason: 'STOP', content: { role: 'model' } }]);
    expect(response.modelVersion).toBe(model);
    expect(response.usageMetadata).toEqual({
      promptTokenCount: prompt,
      candidatesTokenCount: countTextTokens(text),
      totalTokenCount: prompt + countTextTokens(text),
      promptTokensDetails: [{ modality: 'TEXT', tokenCount: prompt }],
    });
    expect(await sandbox.delivered('g-plain')).toMatchObject({
      model,
      deliveredText: text,
      promptTokens: prompt,
      completionTokens: countTextTokens(text),
      ended: 'complete',
    });
  });

  it('counts the cache inside the prompt and thoughts beside the candidates', async () => {
    const told = '@sandbox prompt_tokens=1000 completion_tokens=90 cached_tokens=600 reasoning_tokens=30';
    const { usageMetadata } = await client.models.generateContent({ model, contents: told });
    expect(usageMetadata).toMatchObject({
      promptTokenCount: 1_000,
      cachedContentTokenCount: 600,
      candidatesTokenCount: 60,
      thoughtsTokenCount: 30,
      totalTokenCount: 1_090,
    });
    await expect(client.models.generateContent({ model, contents: '@sandbox cache_write_tokens=1' })).rejects.toThrow(
      'cache_write_tokens',
    );
  });

  it('carries pictures, and counts those it reads and makes', async () => {
    const png = 'iVBORw0KGgo=';
    const response = await client.models.generateContent({
      model,
      contents: [
        {
          role: 'user',
          parts: [{ text: '@sandbox image=2 reply=""' }, { inlineData: { mimeType: 'image/png', data: png } }],
        },
      ],
      config: withId('g-image'),
    });
    const pictures = response.candidates?.[0]?.content?.parts ?? [];
    expect(pictures).toHaveLength(2);
    const bytes = Buffer.from(pictures[0]?.inlineData?.data ?? '', 'base64');
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    expect(response.usageMetadata?.candidatesTokensDetails).toEqual([
      { modality: 'TEXT', tokenCount: 0 },
      { modality: 'IMAGE', tokenCount: 2_580 },
    ]);
    expect(response.usageMetadata?.promptTokensDetails).toContainEqual({ modality: 'IMAGE', tokenCount: 258 });
    expect(await sandbox.delivered('g-image')).toMatchObject({ imageInputTokens: 258, imageOutputTokens: 2_580 });
  });

  it('shows thoughts to those who ask, candidates as many as wanted, and odds', async () => {
    const thought = await client.models.generateContent({
      model,
      contents: '@sandbox reply="so be it" reasoning_tokens=9',
      config: { thinkingConfig: { includeThoughts: true } },
    });
    expect(thought.candidates?.[0]?.content?.parts?.map((part) => part.thought ?? false)).toEqual([true, false]);
    const several = await client.models.generateContent({
      model,
      contents: '@sandbox reply="one two"',
      config: { candidateCount: 2, responseLogprobs: true, logprobs: 3 },
    });
    expect(several.candidates?.map((candidate) => candidate.index)).toEqual([0, 1]);
    const odds = several.candidates?.[0]?.logprobsResult;
    expect(odds?.chosenCandidates?.map(({ token }) => token)).toEqual(['one', ' two']);
    expect(odds?.topCandidates?.[1]?.candidates).toHaveLength(3);
  });

  it('ends at the limit, for safety, or before it began', async () => {
    const generate = (contents: string, config = {}) => client.models.generateContent({ model, contents, config });
    const short = await generate('@sandbox reply="one two three"', { maxOutputTokens: 2 });
    expect(short.candidates?.[0]).toMatchObject({ finishReason: 'MAX_TOKENS' });
    const refused = await generate('@sandbox refusal="No."');
    expect(refused.candidates?.[0]).toMatchObject({ finishReason: 'SAFETY' });
    expect(refused.candidates?.[0]?.content).toBeUndefined();
    const blocked = await generate('@sandbox filtered=true');
    expect(blocked.promptFeedback?.blockReason).toBe('PROHIBITED_CONTENT');
    expect(blocked.candidates).toBeUndefined();
    const raw = await post(`${model}:generateContent`, ask('@sandbox refusal="No."'));
    expect(await raw.json()).toMatchObject({ candidates: [{ finishReason: 'SAFETY', finishMessage: 'No.' }] });
  });

  it('fits the schema asked for, in either dialect', async () => {
    const responseSchema = { type: 'OBJECT', properties: { n: { type: 'INTEGER' } } };
    const own = await post(`${model}:generateContent`, {
      ...ask('x'),
      generation_config: { response_mime_type: 'application/json', response_schema: responseSchema },
    });
    const parts = ((await own.json()) as { candidates: { content: { parts: { text: string }[] } }[] }).candidates;
    expect(JSON.parse(parts[0]?.content.parts[0]?.text ?? '')).toEqual({ n: 1 });
    const common = await client.models.generateContent({
      model,
      contents: 'x',
      config: {
        responseMimeType: 'application/json',
        responseJsonSchema: { type: 'array', items: { enum: ['a'] }, minItems: 2 },
      },
    });
    expect(JSON.parse(common.text ?? '')).toEqual(['a', 'a']);
  });
});

describe('tools', () => {
  it('are called as told, and their results answered', async () => {
    const question: Content = {
      role: 'user',
      parts: [{ text: 'Weather?\n@sandbox tool=get_weather args={"city":"Paris"}' }],
    };
    const pro = 'gemini-3-pro';
    const called = await client.models.generateContent({ model: pro, contents: [question], config: { tools } });
    expect(called.functionCalls).toMatchObject([{ name: 'get_weather', args: { city: 'Paris' } }]);
    const turn = called.candidates?.[0]?.content ?? {};
    const response = { id: called.functionCalls?.[0]?.id ?? '', name: 'get_weather', response: { output: 'sunny' } };
    const send = (call: Content, results: Part[]) =>
      client.models.generateContent({
        model: pro,
        contents: [question, call, { role: 'user', parts: results }],
        config: { tools },
      });
    expect((await send(turn, [{ functionResponse: response }])).text).toContain('sunny');
    const unsigned = { ...turn, parts: turn.parts?.map(({ thoughtSignature: _, ...part }) => part) ?? [] };
    await expect(send(unsigned, [{ functionResponse: response }])).rejects.toThrow('missing a thought_signature');
    const forged = { ...turn, parts: turn.parts?.map((part) => ({ ...part, thoughtSignature: 'AAAA' })) ?? [] };
    await expect(send(forged, [{ functionResponse: response }])).rejects.toThrow('signature is not valid');
    await expect(send(turn, [{ text: 'sunny' }])).rejects.toThrow('number of function response parts');
  });

  it('are called where the mode demands it, and left where it forbids it', async () => {
    const call = (mode: FunctionCallingConfigMode, contents: string) =>
      client.models.generateContent({
        model,
        contents,
        config: { tools, toolConfig: { functionCallingConfig: { mode } } },
      });
    const any = await call(FunctionCallingConfigMode.ANY, 'Hi');
    expect(any.functionCalls?.[0]?.args).toEqual({ city: 'sandbox', sure: true });
    const none = await call(FunctionCallingConfigMode.NONE, '@sandbox tool=get_weather');
    expect(none.functionCalls).toBeUndefined();
  });
});

describe('a stream', () => {
  it('comes as events, in pieces, with usage in the last', async () => {
    const stream = await client.models.generateContentStream({
      model,
      contents: '@sandbox reply="one two three" reasoning_tokens=4 tool=get_weather args={"city":"Rome"}',
      config: { ...withId('g-stream'), tools, thinkingConfig: { includeThoughts: true } },
    });
    const chunks = await collect(stream);
    const parts = chunks.flatMap((chunk) => chunk.candidates?.[0]?.content?.parts ?? []);
    expect(parts.flatMap(({ text, thought }) => (thought === true ? [] : [text ?? ''])).join('')).toBe('one two three');
    expect(parts.find(({ functionCall }) => functionCall !== undefined)?.functionCall?.args).toEqual({ city: 'Rome' });
    expect(chunks[0]?.usageMetadata?.candidatesTokenCount).toBeUndefined();
    expect(chunks.at(-1)).toMatchObject({ candidates: [{ finishReason: 'STOP' }] });
    const account = await sandbox.delivered('g-stream');
    expect(account).toMatchObject({ deliveredText: 'one two three', usageReported: true, ended: 'complete' });
    expect(account.deliveredTools).toBe('get_weather{"city":"Rome"}');
    const usage = chunks.at(-1)?.usageMetadata;
    expect(account.completionTokens).toBe((usage?.candidatesTokenCount ?? 0) + (usage?.thoughtsTokenCount ?? 0));
  });

  it('writes events as Google does, or one JSON array', async () => {
    const body = ask('@sandbox reply="one two"');
    const events = await post(`${model}:streamGenerateContent`, body, { query: '?alt=sse&key=sk-sandbox' });
    expect(events.headers.get('content-type')).toBe('text/event-stream');
    const lines = (await events.text()).split('\r\n\r\n');
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^data: \{/);
    const array = await post(`${model}:streamGenerateContent`, body);
    expect(array.headers.get('content-type')).toBe('application/json; charset=UTF-8');
    const responses = (await array.json()) as { candidates: { content: { parts: { text: string }[] } }[] }[];
    expect(responses.map((each) => each.candidates[0]?.content.parts[0]?.text)).toEqual(['one', ' two', '']);
  });

  it('says the words of a refusal where it ends, and accounts for them', async () => {
    const stream = await client.models.generateContentStream({
      model,
      contents: '@sandbox refusal="Not today." omit_usage=true',
      config: { ...withId('g-refused'), candidateCount: 2 },
    });
    const chunks = await collect(stream);
    expect(chunks.map((chunk) => chunk.candidates?.[0]?.finishReason)).toEqual(['SAFETY', 'SAFETY']);
    expect(await sandbox.delivered('g-refused')).toMatchObject({
      deliveredText: 'Not today.Not today.',
      completionTokens: 2 * countTextTokens('Not today.'),
      usageReported: false,
      ended: 'complete',
    });
  });

  it('fails and is cut as told', async () => {
    const read = async (words: string, id: string) =>
      collect(await client.models.generateContentStream({ model, contents: `@sandbox ${words}`, config: withId(id) }));
    await expect(read('chunks=9 error_after=3', 'g-error')).rejects.toThrow('503');
    expect(await sandbox.delivered('g-error')).toMatchObject({ deliveredChunks: 3, ended: 'error' });
    await expect(read('chunks=9 cut_after=0', 'g-cut-0')).rejects.toThrow();
    expect(await sandbox.delivered('g-cut-0')).toMatchObject({ status: 200, deliveredChunks: 0, ended: 'cut' });
    await expect(read('chunks=9 cut_after=4', 'g-cut')).rejects.toThrow();
    expect(await sandbox.delivered('g-cut')).toMatchObject({ deliveredChunks: 4, ended: 'cut' });
    const failing = await post(`${model}:streamGenerateContent`, ask('@sandbox error_after=1'));
    expect(await failing.json()).toMatchObject([{ candidates: [{}] }, { error: { code: 503, status: 'UNAVAILABLE' } }]);
  });
});

describe('the rest of the API', () => {
  it('embeds one text and many', async () => {
    const one = await client.models.embedContent({
      model: 'gemini-embedding-001',
      contents: 'hello',
      config: { outputDimensionality: 8 },
    });
    expect(one.embeddings?.[0]?.values).toHaveLength(8);
    const body = { content: { parts: [{ text: 'hello' }] }, outputDimensionality: 8 };
    const single = await post('gemini-embedding-001:embedContent', body);
    expect(await single.json()).toMatchObject({
      embedding: { values: one.embeddings?.[0]?.values },
      usageMetadata: { promptTokenCount: 1 },
    });
    const many = await client.models.embedContent({ model: 'gemini-embedding-001', contents: ['hello', 'world'] });
    expect(many.embeddings?.map(({ values }) => values?.length)).toEqual([3_072, 3_072]);
    const wrong = { requests: [{ ...body, model: 'models/other' }] };
    expect((await post('gemini-embedding-001:batchEmbedContents', wrong)).status).toBe(400);
  });

  it('counts tokens as it does when it generates', async () => {
    const counted = await client.models.countTokens({ model, contents: 'Hello there' });
    const generated = await client.models.generateContent({ model, contents: 'Hello there' });
    expect(counted.totalTokens).toBe(generated.usageMetadata?.promptTokenCount);
  });

  it('lists models page by page', async () => {
    const names = (await collect(await client.models.list({ config: { pageSize: 3 } }))).map(({ name }) => name);
    expect(names).toContain('models/sandbox-chat');
    expect(names).toHaveLength(4);
    expect((await client.models.get({ model: 'sandbox-chat' })).name).toBe('models/sandbox-chat');
    await expect(client.models.get({ model: 'none' })).rejects.toMatchObject({ status: 404 });
  });

  it('refuses as Google does', async () => {
    const steered = client.models.generateContent({ model, contents: '@sandbox status=429 retry_after=7' });
    await expect(steered).rejects.toThrow(ApiError);
    const answer = await post(`${model}:generateContent`, ask('@sandbox status=429 retry_after=7'));
    expect(answer.headers.get('retry-after')).toBe('7');
    expect(await answer.json()).toEqual({
      error: {
        code: 429,
        message: 'The sandbox was told to answer with status 429.',
        status: 'RESOURCE_EXHAUSTED',
        details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '7s' }],
      },
    });
    const unnamed = await post(`${model}:generateContent`, ask('x'), { query: '' });
    expect(await unnamed.json()).toMatchObject({ error: { code: 403, status: 'PERMISSION_DENIED' } });
    const stranger = await post(`${model}:generateContent`, ask('x'), { query: '?key=AIza' });
    expect(await stranger.json()).toMatchObject({ error: { code: 400, details: [{ reason: 'API_KEY_INVALID' }, {}] } });
    expect((await post(`${model}:predict`, ask('x'))).status).toBe(404);
    expect((await post(`${model}:toString`, ask('x'))).status).toBe(404);
  });

  const base = ask('Hi');
  it.each([
    [{}, 'contents is not specified'],
    [{ ...base, messages: [] }, 'Unknown name "messages": Cannot find field.'],
    [{ ...base, generationConfig: { max_tokens: 5 } }, 'Unknown name "max_tokens" at \'generation_config\''],
    [{ ...base, generationConfig: { temperature: 'warm' } }, "Invalid value at 'generation_config.temperature'"],
    [{ ...base, generationConfig: { temperature: 3 } }, 'supported range'],
    [{ ...base, generationConfig: { candidateCount: 9 } }, 'candidate_count'],
    [{ ...base, generationConfig: { logprobs: 3 } }, 'response_logprobs'],
    [{ ...base, generationConfig: { responseSchema: { type: 'OBJECT' } } }, 'response_mime_type'],
    [{ ...base, generationConfig: { thinkingConfig: { thinkingBudget: 1, thinkingLevel: 'LOW' } } }, 'only one of'],
    [{ ...base, generationConfig: { thinkingConfig: { thinkingLevel: 'LOW' } } }, 'not supported for this model'],
    [{ contents: [{ role: 'assistant', parts: [{ text: 'x' }] }] }, 'valid role'],
    [{ contents: [{ role: 'user', parts: [] }] }, 'parts must not be empty'],
    [{ contents: [{ role: 'user', parts: [{}] }] }, "required oneof field 'data'"],
    [{ contents: [{ role: 'user', parts: [{ type: 'text', text: 'x' }] }] }, 'Unknown name "type"'],
    [{ ...base, tools: [{ functionDeclarations: [{ name: '1' }] }] }, 'Invalid function name'],
    [
      {
        ...base,
        tools: [{ functionDeclarations: [{ name: 'f', parameters: { type: 'object', additionalProperties: false } }] }],
      },
      'Unknown name "additionalProperties" at \'tools[0].function_declarations[0].parameters\'',
    ],
    [{ ...base, toolConfig: { functionCallingConfig: { mode: 'auto' } } }, 'TYPE_ENUM'],
    [
      {
        ...base,
        tools,
        toolConfig: { functionCallingConfig: { mode: 'AUTO', allowedFunctionNames: ['get_weather'] } },
      },
      'when the mode is ANY',
    ],
    [{ ...base, tools, generationConfig: { responseMimeType: 'application/json' } }, 'is unsupported'],
    [ask('@sandbox tool=f'), 'declares no f'],
  ])('names what is wrong with %j', async (body, words) => {
    const answer = await post(`${model}:generateContent`, body);
    expect(answer.status).toBe(400);
    const { error } = (await answer.json()) as { error: { message: string; status: string } };
    expect(error.status).toBe('INVALID_ARGUMENT');
    expect(error.message).toContain(words);
  });
});
