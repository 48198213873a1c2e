/** Agents that call tools until they have their answer: LangChain's chat model, and OpenAI's Agents SDK. */
import { HumanMessage, ToolMessage } from '@langchain/core/messages';
import { ChatOpenAI } from '@langchain/openai';
import { Agent, OpenAIProvider, Runner, tool } from '@openai/agents';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { ORDERS, TOOL_PROMPT } from './cases.js';
import { type Storefront, type Upstream, WIRES } from './storefront.js';

const WEATHER = { name: 'get_weather', description: 'The weather of a city' };
const TIME = { name: 'get_time', description: 'The time in a zone' };
const City = z.object({ city: z.string() });
const Zone = z.object({ zone: z.string() });

export function langChainSuite(storefront: () => Storefront): void {
  test.concurrent.each(WIRES)('a tool loop over %s', (upstream) => langChainLoop(storefront(), upstream));
}

export function agentsSdkSuite(storefront: () => Storefront): void {
  for (const useResponses of [true, false]) {
    const surface = useResponses ? 'responses' : 'chat completions';
    test.concurrent.each(WIRES)(`a tool loop by ${surface} over %s`, (upstream) =>
      agentsLoop(storefront(), upstream, useResponses),
    );
  }
}

async function langChainLoop({ url, customer }: Storefront, model: Upstream) {
  const tools = [
    { ...WEATHER, schema: City },
    { ...TIME, schema: Zone },
  ];
  const configuration = { baseURL: `${url}/v1` };
  const chat = new ChatOpenAI({ model, apiKey: customer.key, configuration, maxRetries: 0 }).bindTools(tools);
  const question = new HumanMessage(TOOL_PROMPT);
  const asked = await chat.invoke([question]);
  expect(asked.tool_calls?.map(({ name, args }) => ({ name, args }))).toEqual(ORDERS);
  const said = (name: string) => (name === WEATHER.name ? 'rain in Paris' : 'noon in CET');
  const results = (asked.tool_calls ?? []).map(
    ({ id = '', name }) => new ToolMessage({ tool_call_id: id, content: said(name) }),
  );
  const told = await chat.stream([question, asked, ...results]);
  let text = '';
  for await (const chunk of told) text += chunk.text;
  expect(text).toMatch(/rain in Paris.*noon in CET/);
}

async function agentsLoop({ url, customer }: Storefront, model: Upstream, useResponses: boolean) {
  const modelProvider = new OpenAIProvider({ apiKey: customer.key, baseURL: `${url}/v1`, useResponses });
  const runner = new Runner({ modelProvider, tracingDisabled: true });
  const agent = new Agent({
    name: 'Guide',
    instructions: 'Be brief.',
    model,
    tools: [
      tool({ ...WEATHER, parameters: City, execute: ({ city }) => `rain in ${city}` }),
      tool({ ...TIME, parameters: Zone, execute: ({ zone }) => `noon in ${zone}` }),
    ],
  });
  const whole = await runner.run(agent, TOOL_PROMPT);
  expect(whole.finalOutput).toMatch(/rain in Paris.*noon in CET/);
  const streamed = await runner.run(agent, TOOL_PROMPT, { stream: true });
  await streamed.completed;
  expect(streamed.finalOutput).toMatch(/rain in Paris.*noon in CET/);
}
