import type { ConversationItem, RealtimeClientEvent, RealtimeServerEvent } from 'openai/resources/realtime/realtime';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sayAsTones } from '../src/audio/wav.js';
import { RealtimeClient } from './realtime-client.js';
import { startSandboxUnderTest, type SandboxUnderTest } from './running-sandbox.js';

let sandbox: SandboxUnderTest;
beforeAll(async () => {
  sandbox = await startSandboxUnderTest();
});
afterAll(() => sandbox.running.close(0));

/** Open sessions end with the test that opened them. */
async function session<T>(use: (client: RealtimeClient) => Promise<T>, options: { id?: string } = {}): Promise<T> {
  const client = new RealtimeClient(sandbox.url, options);
  try {
    await client.next('session.created');
    return await use(client);
  } finally {
    await client.close();
  }
}

const typesOf = (events: readonly RealtimeServerEvent[]) => events.map(({ type }) => type);
const TURNS = { type: 'server_vad', silence_duration_ms: 100 } as const;
const SPEECH = sayAsTones('Good morning!', 1);
const SILENCE = Buffer.alloc(24_000 * 2 * 0.2);

function setInput(client: RealtimeClient, input: object): void {
  client.send({ type: 'session.update', session: { type: 'realtime', output_modalities: ['text'], audio: { input } } });
}

function hear(client: RealtimeClient, sound: Buffer): void {
  client.send({ type: 'input_audio_buffer.append', audio: sound.toString('base64') });
}

describe('answers', () => {
  it('come event by event, in text', async () => {
    await session(
      async (client) => {
        client.say('Say hello\n@sandbox chunks=2');
        await client.next('conversation.item.done');
        client.send({ type: 'response.create', response: { output_modalities: ['text'], metadata: { a: 'b' } } });
        const events = await client.upTo('rate_limits.updated');
        expect(typesOf(events)).toEqual([
          'response.created',
          'response.output_item.added',
          'conversation.item.added',
          'response.content_part.added',
          'response.output_text.delta',
          'response.output_text.delta',
          'response.output_text.done',
          'response.content_part.done',
          'conversation.item.done',
          'response.output_item.done',
          'response.done',
          'rate_limits.updated',
        ]);
        const text = 'You said: Say hello. The sandbox answers.';
        const deltas = events.flatMap((event) => (event.type === 'response.output_text.delta' ? [event.delta] : []));
        expect(deltas.join('')).toBe(text);
        const usage = {
          total_tokens: 25,
          input_tokens: 15,
          output_tokens: 10,
          input_token_details: { text_tokens: 15, audio_tokens: 0, image_tokens: 0, cached_tokens: 0 },
          output_token_details: { text_tokens: 10, audio_tokens: 0 },
        };
        expect(events.find((event) => event.type === 'response.done')).toMatchObject({
          response: {
            status: 'completed',
            metadata: { a: 'b' },
            output: [{ role: 'assistant', status: 'completed', content: [{ type: 'output_text', text }] }],
            usage,
          },
        });
        // The answer is part of the next prompt.
        expect((await client.ask('And now?')).response.usage?.input_tokens).toBeGreaterThan(usage.input_tokens + 10);
      },
      { id: 'rt-text' },
    );
    const account = await sandbox.delivered('rt-text');
    expect(account).toMatchObject({ operation: 'realtime', status: 101, usageReported: true, ended: 'complete' });
    expect(account.deliveredText).toBe(
      'You said: Say hello. The sandbox answers.You said: And now?. The sandbox answers.',
    );
  });

  it('are spoken, with a transcript', async () => {
    await session(async (client) => {
      client.say('Say hello');
      client.send({ type: 'response.create' });
      const events = await client.upTo('response.done');
      const sound = events.flatMap((event) =>
        event.type === 'response.output_audio.delta' ? [Buffer.from(event.delta, 'base64')] : [],
      );
      const done = events.at(-1);
      const transcript = 'You said: Say hello. The sandbox answers.';
      expect(Buffer.concat(sound)).toEqual(sayAsTones(transcript, 1));
      expect(typesOf(events).slice(-6)).toEqual([
        'response.output_audio.done',
        'response.output_audio_transcript.done',
        'response.content_part.done',
        'conversation.item.done',
        'response.output_item.done',
        'response.done',
      ]);
      expect(done).toMatchObject({
        response: { usage: { output_token_details: { text_tokens: 10, audio_tokens: 54 } } },
      });
      const item = done?.type === 'response.done' ? done.response.output?.[0] : undefined;
      expect(item).toMatchObject({ content: [{ type: 'output_audio', transcript }] });
      expect(JSON.stringify(item)).not.toContain('"audio":');
      client.send({ type: 'conversation.item.retrieve', item_id: item?.id ?? '' });
      const audio = Buffer.concat(sound).toString('base64');
      expect((await client.next('conversation.item.retrieved')).item).toMatchObject({ content: [{ audio }] });
      // 1.35 s of 2.7 s: 27 of its 54 tokens are heard again.
      client.send({
        type: 'conversation.item.truncate',
        item_id: item?.id ?? '',
        content_index: 0,
        audio_end_ms: 1_350,
      });
      await client.next('conversation.item.truncated');
      const { usage } = (await client.ask('Go on')).response;
      expect(usage?.input_token_details).toMatchObject({ audio_tokens: 27 });
    });
  });

  it('call functions, and answer by what they return', async () => {
    await session(async (client) => {
      const tools = [{ type: 'function' as const, name: 'get_weather', parameters: { type: 'object' } }];
      client.send({ type: 'session.update', session: { type: 'realtime', output_modalities: ['text'], tools } });
      await client.next('session.updated');
      client.say('Weather?\n@sandbox tool=get_weather args={"city":"Paris"}');
      client.send({ type: 'response.create' });
      const events = await client.upTo('response.done');
      const deltas = events.flatMap((event) =>
        event.type === 'response.function_call_arguments.delta' ? [event.delta] : [],
      );
      expect(JSON.parse(deltas.join(''))).toEqual({ city: 'Paris' });
      const call = events.find((event) => event.type === 'response.function_call_arguments.done');
      if (call?.type !== 'response.function_call_arguments.done') return expect.fail('no call');
      expect(call).toMatchObject({ name: 'get_weather', arguments: '{"city":"Paris"}' });
      const output = { type: 'function_call_output', call_id: call.call_id, output: '21 degrees' } as const;
      client.send({ type: 'conversation.item.create', item: output });
      client.send({ type: 'response.create' });
      expect((await client.next('response.done')).response.output).toMatchObject([
        { content: [{ text: 'The tool said: 21 degrees. The sandbox answers.' }] },
      ]);
    });
  });

  it('stand outside of the conversation where they are asked to, over items of their own', async () => {
    await session(async (client) => {
      client.say('Hello');
      const { item } = await client.next('conversation.item.done');
      const own: ConversationItem = { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Aside' }] };
      const reference = { type: 'item_reference', id: item.id ?? '' } as const;
      client.socket.sendResponseCreate({
        type: 'response.create',
        response: { conversation: 'none', output_modalities: ['text'], input: [reference, own] },
      });
      const events = await client.upTo('response.done');
      expect(typesOf(events)).not.toContain('conversation.item.added');
      expect(events.at(-1)).toMatchObject({ response: { conversation_id: null, status: 'completed' } });
      expect(JSON.stringify(events.at(-1))).toContain('You said: Aside.');
    });
  });

  it.each<[string, object, object]>([
    ['status=429 error_code=insufficient_quota', { status: 'failed', usage: null }, { code: 'insufficient_quota' }],
    ['error_after=1', { status: 'failed', usage: null }, { type: 'server_error' }],
    ['filtered=true', { status: 'incomplete', status_details: { reason: 'content_filter' } }, {}],
    ['omit_usage=true', { status: 'completed', usage: null }, {}],
    [
      'prompt_tokens=1200 cached_tokens=1024 completion_tokens=90',
      {
        usage: {
          total_tokens: 1_290,
          input_token_details: {
            text_tokens: 1_200,
            cached_tokens: 1_024,
            cached_tokens_details: { text_tokens: 1_024 },
          },
          output_token_details: { text_tokens: 90, audio_tokens: 0 },
        },
      },
      {},
    ],
    ['byte_by_byte=true reply="é"', { output: [{ content: [{ text: 'é' }] }] }, {}],
    ['refusal="No."', { status: 'completed', output: [{ content: [{ text: 'No.' }] }] }, {}],
  ])('follow their steering: %s', async (steering, response, error) => {
    const done = await session((client) => client.ask(`Hello\n@sandbox ${steering}`));
    expect(done.response).toMatchObject(response);
    expect(done.response.status_details?.error ?? {}).toMatchObject(error);
  });

  it('end where they may have no more tokens', async () => {
    await session(async (client) => {
      client.say('Hello');
      client.send({ type: 'response.create', response: { output_modalities: ['text'], max_output_tokens: 3 } });
      expect((await client.next('response.done')).response).toMatchObject({
        status: 'incomplete',
        status_details: { reason: 'max_output_tokens' },
        usage: { output_tokens: 3 },
      });
    });
  });

  it('can be cancelled, and cost what was told', async () => {
    await session(async (client) => {
      client.say('Hello\n@sandbox chunks=8 chunk_delay_ms=60000');
      client.send({ type: 'response.create', response: { output_modalities: ['text'] } });
      const { delta } = await client.next('response.output_text.delta');
      client.send({ type: 'response.create' });
      expect(await client.next('error')).toMatchObject({ error: { code: 'conversation_already_has_active_response' } });
      client.send({ type: 'response.cancel' });
      expect((await client.next('response.done')).response).toMatchObject({
        status: 'cancelled',
        status_details: { reason: 'client_cancelled' },
        output: [{ status: 'incomplete', content: [{ text: delta }] }],
        usage: { output_tokens: 1 },
      });
      client.send({ type: 'response.cancel' });
      expect(await client.next('error')).toMatchObject({ error: { code: 'response_cancel_not_active' } });
    });
  });
});

describe('sound', () => {
  it('becomes a message when it is committed, and the same sound gets the same answer', async () => {
    const answers = await Promise.all(
      [1, 2].map(() =>
        session(async (client) => {
          setInput(client, { turn_detection: null });
          hear(client, SPEECH);
          client.send({ type: 'input_audio_buffer.commit' });
          const events = await client.upTo('conversation.item.done');
          expect(typesOf(events).slice(-3)).toEqual([
            'input_audio_buffer.committed',
            'conversation.item.added',
            'conversation.item.done',
          ]);
          client.send({ type: 'response.create' });
          const { usage, output } = (await client.next('response.done')).response;
          // 0.9 seconds.
          expect(usage?.input_token_details).toMatchObject({ audio_tokens: 9 });
          const [item] = output ?? [];
          return item?.type === 'message' ? item.content : [];
        }),
      ),
    );
    expect(answers[0]).toMatchObject([{ type: 'output_text', text: expect.stringContaining('lasts 0.9 seconds') }]);
    expect(answers[1]).toEqual(answers[0]);
  });

  it.each([
    ['gpt-4o-transcribe', { type: 'tokens', input_tokens: 9, input_token_details: { audio_tokens: 9 } }],
    ['whisper-1', { type: 'duration', seconds: SPEECH.length / 48_000 }],
  ])('is transcribed by %s where that is asked for, at a price of its own', async (model, usage) => {
    await session(async (client) => {
      setInput(client, { turn_detection: null, transcription: { model, prompt: '@sandbox reply="Good morning!"' } });
      hear(client, SPEECH);
      client.send({ type: 'input_audio_buffer.commit' });
      const name = 'conversation.item.input_audio_transcription.completed';
      expect(await client.next(name)).toMatchObject({ transcript: 'Good morning!', usage });
    });
  });

  it('is told apart by silence: a turn that ends is answered, and the next one interrupts', async () => {
    await session(async (client) => {
      setInput(client, {
        turn_detection: TURNS,
        transcription: { model: 'x', prompt: '@sandbox reply="@sandbox chunks=9 chunk_delay_ms=60000"' },
      });
      hear(client, Buffer.concat([SILENCE, SPEECH, SILENCE]));
      const events = await client.upTo('response.created');
      expect(events.find(({ type }) => type === 'input_audio_buffer.speech_started')).toMatchObject({
        audio_start_ms: 0,
      });
      expect(events.find(({ type }) => type === 'input_audio_buffer.speech_stopped')).toMatchObject({
        audio_end_ms: 1_200,
      });
      await client.next('response.output_text.delta');
      hear(client, SPEECH);
      await client.next('input_audio_buffer.speech_started');
      expect((await client.next('response.done')).response).toMatchObject({
        status: 'cancelled',
        status_details: { reason: 'turn_detected' },
      });
    });
  });

  it('is forgotten when it is cleared', async () => {
    await session(async (client) => {
      setInput(client, { turn_detection: null });
      hear(client, SPEECH);
      client.send({ type: 'input_audio_buffer.clear' });
      await client.next('input_audio_buffer.cleared');
      client.send({ type: 'input_audio_buffer.commit' });
      expect(await client.next('error')).toMatchObject({ error: { code: 'input_audio_buffer_commit_empty' } });
    });
  });
});

describe('what isn’t valid', () => {
  it.each<[object, object]>([
    [{ type: 'nonsense' }, { param: 'type', code: 'invalid_value' }],
    [{ event_id: 'mine' }, { param: 'type', code: 'missing_required_parameter', event_id: 'mine' }],
    [{ type: 'session.update', session: {} }, { param: 'session.type' }],
    [{ type: 'session.update', session: { type: 'realtime', voice: 'x' } }, { param: 'session.voice' }],
    [
      { type: 'session.update', session: { type: 'realtime', output_modalities: ['text', 'audio'] } },
      { param: 'session.output_modalities' },
    ],
    [
      { type: 'session.update', session: { type: 'realtime', audio: { output: { speed: 9 } } } },
      { param: 'session.audio.output.speed' },
    ],
    [{ type: 'conversation.item.create', item: { type: 'message', role: 'user' } }, { param: 'item.content' }],
    [{ type: 'conversation.item.create', item: { type: 'function_call', name: 'x' } }, { param: 'item.arguments' }],
    [
      {
        type: 'conversation.item.create',
        previous_item_id: 'no',
        item: { type: 'message', role: 'user', content: [] },
      },
      { code: 'item_not_found' },
    ],
    [{ type: 'conversation.item.delete', item_id: 'no' }, { code: 'item_not_found' }],
    [{ type: 'conversation.item.retrieve' }, { code: 'item_not_found' }],
    [{ type: 'input_audio_buffer.append', audio: '*' }, { param: 'audio' }],
    [{ type: 'input_audio_buffer.append' }, { param: 'audio' }],
    [{ type: 'response.create', response: { max_output_tokens: 5000 } }, { param: 'response.max_output_tokens' }],
    [{ type: 'response.create', response: { modalities: ['text'] } }, { param: 'response.modalities' }],
    [
      { type: 'response.create', response: { input: [{ type: 'item_reference', id: 'no' }] } },
      { code: 'item_not_found' },
    ],
  ])('is answered with an error, and the session goes on: %j', async (event, error) => {
    await session(async (client) => {
      client.send(event as RealtimeClientEvent);
      expect(await client.next('error')).toMatchObject({ error: { type: 'invalid_request_error', ...error } });
      expect((await client.ask('Still there?')).response.status).toBe('completed');
    });
  });

  it('may be anything: each event is answered, and the session goes on', async () => {
    const junk = fc.jsonValue({ maxDepth: 3 });
    const like = (fields: Record<string, readonly unknown[]>): fc.Arbitrary<object> => {
      const either = ([name, examples]: [string, readonly unknown[]]) =>
        [name, fc.oneof(fc.constantFrom(...examples), junk)] as const;
      return fc.record(Object.fromEntries(Object.entries(fields).map(either)), { requiredKeys: [] });
    };
    const part = like({
      type: ['input_text', 'input_audio', 'input_image', 'output_text'],
      text: ['a'],
      audio: ['AAAA'],
    });
    const content = fc.oneof(fc.array(part, { maxLength: 3 }), junk);
    const types = ['message', 'function_call', 'function_call_output', 'item_reference'];
    const item = fc
      .tuple(
        like({
          type: types,
          role: ['user', 'assistant', 'system'],
          name: ['f'],
          arguments: ['{}'],
          call_id: ['c'],
          output: ['o'],
        }),
        content,
      )
      .map(([fields, parts]) => ({ ...fields, content: parts }));
    const audio = {
      input: { turn_detection: { type: 'server_vad' }, transcription: { model: 7 }, format: { type: 'audio/pcm' } },
      output: { speed: 1.5, voice: {} },
    };
    const answering = {
      instructions: ['x'],
      tools: [[{ type: 'function', name: 'f' }], []],
      output_modalities: [['text'], ['audio']],
      max_output_tokens: [1, 'inf'],
      tool_choice: ['required', { name: 'f' }],
      audio: [audio],
    };
    const event = fc.oneof(
      junk,
      fc
        .tuple(fc.constantFrom('session.update'), like({ type: ['realtime'], ...answering }))
        .map(([type, session]) => ({ type, session })),
      item.map((made) => ({ type: 'conversation.item.create', item: made })),
      fc
        .tuple(fc.constantFrom('response.create'), like({ conversation: ['none', 'auto'], input: [[]], ...answering }))
        .map(([type, response]) => ({ type, response })),
      like({
        type: [
          'input_audio_buffer.append',
          'input_audio_buffer.commit',
          'conversation.item.truncate',
          'response.cancel',
        ],
        audio: [SPEECH.toString('base64'), 'AAA='],
        item_id: ['a'],
        audio_end_ms: [-1, 1],
      }),
    );
    await session(async (client) => {
      for (const each of fc.sample(event, 1_000)) client.socket.socket.send(JSON.stringify(each));
      client.send({ type: 'input_audio_buffer.clear' });
      await client.next('input_audio_buffer.cleared');
    });
  });

  it('may not even be JSON, or text', async () => {
    await session(async (client) => {
      client.socket.socket.send('{"type":');
      expect(await client.next('error')).toMatchObject({ error: { code: 'invalid_json' } });
      client.socket.socket.send(Buffer.from('{}'));
      expect(await client.next('error')).toMatchObject({ error: { code: 'invalid_message' } });
      client.say('Hello\n@sandbox image=1');
      client.send({ type: 'response.create' });
      expect(await client.next('error')).toMatchObject({ error: { code: 'invalid_steering' } });
    });
  });
});
