/** What callers of each surface may say, a field at a time: the smallest body, and what is put over it. */
import type { JsonObject, Surface } from '../src/dialect.js';
import { surface as anthropicMessages } from '../src/anthropic-messages/surface.js';
import { surface as gemini } from '../src/gemini/surface.js';
import { surface as openAiChat } from '../src/openai-chat/surface.js';
import { surface as openAiCompletions } from '../src/openai-completions/surface.js';
import { surface as openAiResponses } from '../src/openai-responses/surface.js';

export interface SurfaceSamples {
  readonly title: string;
  readonly surface: Surface;
  readonly base: JsonObject;
  /** Body by the words for what it says. */
  readonly fields: Readonly<Record<string, JsonObject>>;
}

const SCHEMA = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const PNG = 'iVBORw0KGgo=';
const OPENAI_TOOL = { type: 'function', function: { name: 'get_weather', parameters: SCHEMA } };
const user = (content: unknown) => [{ role: 'user', content }];
const text = { role: 'user', parts: [{ text: 'hi' }] };

const chat: SurfaceSamples = {
  title: 'OpenAI chat completions',
  surface: openAiChat,
  base: { model: 'm', messages: user('hi') },
  fields: {
    'messages: system': { messages: [{ role: 'system', content: 'Be brief.' }, ...user('hi')] },
    'messages: image_url': {
      messages: user([{ type: 'image_url', image_url: { url: `data:image/png;base64,${PNG}` } }]),
    },
    'messages: input_audio': {
      messages: user([{ type: 'input_audio', input_audio: { data: 'UklGRg==', format: 'wav' } }]),
    },
    'messages: tool call and result': {
      messages: [
        ...user('hi'),
        {
          role: 'assistant',
          tool_calls: [{ id: 'c1', type: 'function', function: { name: 'get_weather', arguments: '{}' } }],
        },
        { role: 'tool', tool_call_id: 'c1', content: 'sunny' },
      ],
      tools: [OPENAI_TOOL],
    },
    tools: { tools: [OPENAI_TOOL] },
    'tool_choice: required': { tools: [OPENAI_TOOL], tool_choice: 'required' },
    parallel_tool_calls: { tools: [OPENAI_TOOL], parallel_tool_calls: false },
    max_completion_tokens: { max_completion_tokens: 100 },
    temperature: { temperature: 0.5 },
    'temperature above 1': { temperature: 1.5 },
    top_p: { top_p: 0.5 },
    stop: { stop: ['END'] },
    seed: { seed: 1 },
    presence_penalty: { presence_penalty: 0.5 },
    frequency_penalty: { frequency_penalty: 0.5 },
    n: { n: 2 },
    logprobs: { logprobs: true, top_logprobs: 2 },
    logit_bias: { logit_bias: { '50256': -100 } },
    'response_format: json_object': { response_format: { type: 'json_object' } },
    'response_format: json_schema': {
      response_format: { type: 'json_schema', json_schema: { name: 'place', schema: SCHEMA } },
    },
    reasoning_effort: { reasoning_effort: 'low' },
    web_search_options: { web_search_options: {} },
    service_tier: { service_tier: 'flex' },
    metadata: { metadata: { a: 'b' } },
    store: { store: true },
    user: { user: 'u1' },
  },
};

const completions: SurfaceSamples = {
  title: 'OpenAI completions',
  surface: openAiCompletions,
  base: { model: 'm', prompt: 'hi' },
  fields: {
    'prompt: tokens': { prompt: [1, 2, 3] },
    max_tokens: { max_tokens: 100 },
    temperature: { temperature: 0.5 },
    stop: { stop: 'END' },
    n: { n: 2 },
    best_of: { best_of: 2 },
    echo: { echo: true },
    suffix: { suffix: 'x' },
    logprobs: { logprobs: 2 },
  },
};

const responses: SurfaceSamples = {
  title: 'OpenAI responses',
  surface: openAiResponses,
  base: { model: 'm', input: 'hi' },
  fields: {
    instructions: { instructions: 'Be brief.' },
    'input: image': {
      input: [{ role: 'user', content: [{ type: 'input_image', image_url: `data:image/png;base64,${PNG}` }] }],
    },
    'input: function call and output': {
      input: [
        { role: 'user', content: 'hi' },
        { type: 'function_call', call_id: 'c1', name: 'get_weather', arguments: '{}' },
        { type: 'function_call_output', call_id: 'c1', output: 'sunny' },
      ],
    },
    tools: { tools: [{ type: 'function', name: 'get_weather', parameters: SCHEMA, strict: false }] },
    'tools: web_search': { tools: [{ type: 'web_search' }] },
    max_output_tokens: { max_output_tokens: 100 },
    temperature: { temperature: 0.5 },
    top_p: { top_p: 0.5 },
    'text.format: json_schema': { text: { format: { type: 'json_schema', name: 'place', schema: SCHEMA } } },
    reasoning: { reasoning: { effort: 'low' } },
    top_logprobs: { top_logprobs: 2, include: ['message.output_text.logprobs'] },
    truncation: { truncation: 'auto' },
    metadata: { metadata: { a: 'b' } },
    service_tier: { service_tier: 'flex' },
  },
};

const messages: SurfaceSamples = {
  title: 'Anthropic messages',
  surface: anthropicMessages,
  base: { model: 'm', max_tokens: 100, messages: user('hi') },
  fields: {
    system: { system: 'Be brief.' },
    'messages: image': {
      messages: user([{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: PNG } }]),
    },
    'messages: document': {
      messages: user([
        { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: 'JVBERi0=' } },
      ]),
    },
    'messages: tool use and result': {
      messages: [
        ...user('hi'),
        { role: 'assistant', content: [{ type: 'tool_use', id: 'c1', name: 'get_weather', input: {} }] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c1', content: 'sunny' }] },
      ],
      tools: [{ name: 'get_weather', input_schema: SCHEMA }],
    },
    tools: { tools: [{ name: 'get_weather', input_schema: SCHEMA }] },
    'tools: web_search': { tools: [{ type: 'web_search_20250305', name: 'web_search' }] },
    'tool_choice: any': { tools: [{ name: 'get_weather', input_schema: SCHEMA }], tool_choice: { type: 'any' } },
    thinking: { max_tokens: 4096, thinking: { type: 'enabled', budget_tokens: 1024 } },
    temperature: { temperature: 0.5 },
    top_p: { top_p: 0.5 },
    top_k: { top_k: 5 },
    stop_sequences: { stop_sequences: ['END'] },
    'output_config.format': { output_config: { format: { type: 'json_schema', schema: SCHEMA } } },
    'system: cache_control': { system: [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral' } }] },
    metadata: { metadata: { user_id: 'u1' } },
    service_tier: { service_tier: 'auto' },
  },
};

const generateContent: SurfaceSamples = {
  title: 'Gemini generateContent',
  surface: gemini,
  base: { contents: [text] },
  fields: {
    systemInstruction: { systemInstruction: { parts: [{ text: 'Be brief.' }] } },
    'contents: inlineData': {
      contents: [{ role: 'user', parts: [{ inlineData: { mimeType: 'image/png', data: PNG } }] }],
    },
    'contents: function call and response': {
      contents: [
        text,
        { role: 'model', parts: [{ functionCall: { name: 'get_weather', args: {} } }] },
        { role: 'user', parts: [{ functionResponse: { name: 'get_weather', response: { output: 'sunny' } } }] },
      ],
    },
    'tools: functionDeclarations': {
      tools: [{ functionDeclarations: [{ name: 'get_weather', parametersJsonSchema: SCHEMA }] }],
    },
    'tools: googleSearch': { tools: [{ googleSearch: {} }] },
    'generationConfig.maxOutputTokens': { generationConfig: { maxOutputTokens: 100 } },
    'generationConfig.temperature': { generationConfig: { temperature: 0.5 } },
    'generationConfig.topK': { generationConfig: { topK: 5 } },
    'generationConfig.stopSequences': { generationConfig: { stopSequences: ['END'] } },
    'generationConfig.candidateCount': { generationConfig: { candidateCount: 2 } },
    'generationConfig.seed': { generationConfig: { seed: 1 } },
    'generationConfig.responseLogprobs': { generationConfig: { responseLogprobs: true, logprobs: 2 } },
    'generationConfig.responseJsonSchema': {
      generationConfig: { responseMimeType: 'application/json', responseJsonSchema: SCHEMA },
    },
    'generationConfig.thinkingConfig': { generationConfig: { thinkingConfig: { thinkingBudget: 1024 } } },
    safetySettings: {
      safetySettings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' }],
    },
    cachedContent: { cachedContent: 'cachedContents/1' },
    labels: { labels: { a: 'b' } },
  },
};

export const SURFACES: readonly SurfaceSamples[] = [chat, completions, responses, messages, generateContent];
