/**
 * A chat call as code that works when pasted: curl, and the SDKs people already have. Every text is quoted for the
 * language it stands in, because prompts hold quotes, backslashes and line breaks.
 */
import type { Snippet } from '../ui/code-block';

export interface ChatMessage {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

export interface ChatCall {
  /** Of the gateway, without a slash at its end. */
  baseUrl: string;
  /** The secret, or what stands for it. */
  key: string;
  model: string;
  messages: readonly ChatMessage[];
  temperature?: number | undefined;
  maxTokens?: number | undefined;
  stream?: boolean | undefined;
}

/** The same call in three languages; labels are names of tools, the same in every language people speak. */
export function chatSnippets(call: ChatCall): Snippet[] {
  return [
    { language: 'curl', label: 'curl', code: curlSnippet(call) },
    { language: 'python', label: 'Python', code: pythonSnippet(call) },
    { language: 'typescript', label: 'TypeScript', code: typescriptSnippet(call) },
  ];
}

function curlSnippet(call: ChatCall): string {
  const { model, messages, temperature, maxTokens, stream } = call;
  const body = JSON.stringify({
    model,
    messages,
    ...(temperature === undefined ? {} : { temperature }),
    ...(maxTokens === undefined ? {} : { max_tokens: maxTokens }),
    ...(stream === true ? { stream } : {}),
  });
  return [
    `curl ${stream === true ? '-N ' : ''}${call.baseUrl}/v1/chat/completions \\`,
    `  -H ${shellQuote(`Authorization: Bearer ${call.key}`)} \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d ${shellQuote(body)}`,
  ].join('\n');
}

function pythonSnippet(call: ChatCall): string {
  const { temperature, maxTokens, stream } = call;
  const messages = call.messages.map(
    ({ role, content }) => `        {"role": "${role}", "content": ${quote(content)}},`,
  );
  return [
    'from openai import OpenAI',
    '',
    `client = OpenAI(base_url=${quote(`${call.baseUrl}/v1`)}, api_key=${quote(call.key)})`,
    `${stream === true ? 'stream' : 'completion'} = client.chat.completions.create(`,
    `    model=${quote(call.model)},`,
    '    messages=[',
    ...messages,
    '    ],',
    ...(temperature === undefined ? [] : [`    temperature=${temperature},`]),
    ...(maxTokens === undefined ? [] : [`    max_tokens=${maxTokens},`]),
    ...(stream === true ? ['    stream=True,'] : []),
    ')',
    ...(stream === true
      ? ['for chunk in stream:', '    if chunk.choices:', '        print(chunk.choices[0].delta.content or "", end="")']
      : ['print(completion.choices[0].message.content)']),
  ].join('\n');
}

function typescriptSnippet(call: ChatCall): string {
  const { temperature, maxTokens, stream } = call;
  const messages = call.messages.map(({ role, content }) => `    { role: '${role}', content: ${quote(content)} },`);
  return [
    "import OpenAI from 'openai';",
    '',
    `const client = new OpenAI({ baseURL: ${quote(`${call.baseUrl}/v1`)}, apiKey: ${quote(call.key)} });`,
    `const ${stream === true ? 'stream' : 'completion'} = await client.chat.completions.create({`,
    `  model: ${quote(call.model)},`,
    '  messages: [',
    ...messages,
    '  ],',
    ...(temperature === undefined ? [] : [`  temperature: ${temperature},`]),
    ...(maxTokens === undefined ? [] : [`  max_tokens: ${maxTokens},`]),
    ...(stream === true ? ['  stream: true,'] : []),
    '});',
    ...(stream === true
      ? ['for await (const chunk of stream) {', "  process.stdout.write(chunk.choices[0]?.delta.content ?? '');", '}']
      : ['console.log(completion.choices[0].message.content);']),
  ].join('\n');
}

/** JSON's quoting is valid in Python and TypeScript alike. */
function quote(text: string): string {
  return JSON.stringify(text);
}

/** Within single quotes a shell takes everything as it is but the quote itself. */
export function shellQuote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
