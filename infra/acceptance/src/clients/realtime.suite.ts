/** `openai`, talking over a WebSocket. */
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type OpenAI from 'openai';
import { OpenAIRealtimeWS } from 'openai/realtime/ws';
import { describe, expect, test } from 'vitest';
import { argumentsOf } from './cases.js';
import { openAiClient } from './openai-chat.suite.js';
import { expectBilled, type Storefront, type Upstream } from './storefront.js';

/** Wires with sessions. */
const TALK: readonly Upstream[] = ['openai', 'azure'];

export function realtimeSuite(storefront: () => Storefront): void {
  describe.each(TALK)('sessions over %s', (upstream) => {
    test.concurrent('text and tools, their usage and the bill', () => talk(storefront(), upstream));
    test.concurrent('an error, after which it goes on', () => mistake(storefront(), upstream));
  });
}

interface Conversation {
  readonly realtime: OpenAIRealtimeWS;
  readonly requestId: string;
  readonly errors: unknown[];
}

async function open(store: Storefront, model: Upstream): Promise<Conversation> {
  const { port } = new URL(store.url);
  // The client insists on wss; what ends TLS in front of a gateway is left out here.
  const options = { createConnection: () => connect(Number(port), '127.0.0.1') };
  const realtime = new OpenAIRealtimeWS({ model, options }, openAiClient(store));
  const errors: unknown[] = [];
  realtime.on('error', ({ error }) => errors.push(error?.code));
  const [[answer]] = (await Promise.all([
    once(realtime.socket, 'upgrade'),
    realtime.emitted('session.created'),
  ])) as unknown as [[IncomingMessage], unknown];
  return { realtime, requestId: String(answer.headers['x-request-id']), errors };
}

/** Says something, and gives the answer when it is whole. */
async function ask(
  { realtime }: Conversation,
  item: OpenAI.Realtime.ConversationItem,
): Promise<OpenAI.Realtime.RealtimeResponse> {
  realtime.send({ type: 'conversation.item.create', item });
  realtime.send({ type: 'response.create' });
  return (await realtime.emitted('response.done')).response;
}

const said = (text: string): OpenAI.Realtime.ConversationItem => ({
  type: 'message',
  role: 'user',
  content: [{ type: 'input_text', text }],
});

async function talk(store: Storefront, model: Upstream) {
  const conversation = await open(store, model);
  const { realtime } = conversation;
  const tool = { type: 'function', name: 'get_weather', parameters: argumentsOf('city') } as const;
  realtime.send({ type: 'session.update', session: { type: 'realtime', output_modalities: ['text'], tools: [tool] } });
  await realtime.emitted('session.updated');
  const called = await ask(conversation, said('@sandbox tool=get_weather args={"city":"Paris"}'));
  const [call] = called.output ?? [];
  if (call?.type !== 'function_call') throw new Error('no tool was called');
  expect(JSON.parse(call.arguments)).toEqual({ city: 'Paris' });
  const told = await ask(conversation, { type: 'function_call_output', call_id: call.call_id ?? '', output: 'rain' });
  expect(JSON.stringify(told.output)).toContain('rain');
  realtime.close();
  expect(conversation.errors).toEqual([]);
  await expectBilled(store, model, conversation.requestId);
}

async function mistake(store: Storefront, model: Upstream) {
  const conversation = await open(store, model);
  const { realtime } = conversation;
  const cancelled = new Promise((resolve) => realtime.on('error', resolve));
  realtime.send({ type: 'response.cancel' });
  await cancelled;
  const { status } = await ask(conversation, said('hello'));
  expect([status, conversation.errors]).toEqual(['completed', ['response_cancel_not_active']]);
  realtime.close();
}
