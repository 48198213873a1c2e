/** The two wires a conversation can be had over: how it is asked, streamed and written as code. */
import { chatSnippets, type ChatContent, type ChatMessage } from '../../snippets/chat-snippets';
import { PictureFile } from '../../snippets/literals';
import { responseSnippets } from '../../snippets/response-snippets';
import type { Snippet } from '../../ui/code-block';
import type { GatewayConnection } from '../call/gateway-call';
import type { ConversationEvent, Turn } from './conversation';
import type { Picture } from './picture';
import { streamChat } from './stream-chat';
import { streamResponse } from './stream-response';

export const EFFORTS = ['minimal', 'low', 'medium', 'high'] as const;

/** What is asked next. What is undefined or empty is left to the model. */
export interface Asked {
  model: string;
  system: string;
  temperature: number | undefined;
  maxTokens: number | undefined;
  effort: string;
  /** The next question stands on the answer before, which the gateway keeps. */
  carriesOn: boolean;
  turns: readonly Turn[];
  question: string;
  picture: Picture | null;
}

export interface Wire {
  ask: (connection: GatewayConnection, asked: Asked) => AsyncGenerator<ConversationEvent>;
  snippets: (place: { baseUrl: string; key: string }, asked: Asked) => Snippet[];
}

/** In code a picture is a file: as text it would fill the page. */
const asFile = ({ name, mediaType }: Picture) => new PictureFile(name, mediaType);
const asUrl = ({ url }: Picture) => url;
type Write = (picture: Picture) => string | PictureFile;

/** The whole conversation as the model is told it: answers that failed are left out with what asked for them. */
export function messagesOf(
  asked: Pick<Asked, 'system' | 'turns' | 'question' | 'picture'>,
  write: Write,
): ChatMessage[] {
  const { system, turns, question, picture } = asked;
  const said = (text: string, shown: Picture | null): ChatContent =>
    shown === null
      ? text
      : [
          { type: 'text', text },
          { type: 'image_url', image_url: { url: write(shown) } },
        ];
  const before = turns
    .filter(({ answer }) => answer.state !== 'failed' && answer.text !== '')
    .flatMap((turn): ChatMessage[] => [
      { role: 'user', content: said(turn.question, turn.picture) },
      { role: 'assistant', content: turn.answer.text },
    ]);
  const first: ChatMessage[] = system.trim() === '' ? [] : [{ role: 'system', content: system }];
  return [...first, ...before, { role: 'user', content: said(question, picture) }];
}

export const chatWire: Wire = {
  ask: (connection, asked) => {
    const { model, temperature, maxTokens } = asked;
    return streamChat(connection, { model, messages: messagesOf(asked, asUrl), temperature, max_tokens: maxTokens });
  },
  snippets: (place, asked) => {
    const { model, temperature, maxTokens } = asked;
    return chatSnippets({ ...place, model, temperature, maxTokens, messages: messagesOf(asked, asFile), stream: true });
  },
};

export const responsesWire: Wire = {
  ask: (connection, asked) => streamResponse(connection, responseBody(asked, asUrl)),
  snippets: (place, asked) => responseSnippets({ ...place, body: responseBody(asked, asFile) }),
};

/** The answer that the next question stands on; undefined for a question of its own. */
export function previousResponse({ carriesOn, turns }: Pick<Asked, 'carriesOn' | 'turns'>): string | undefined {
  if (!carriesOn) return undefined;
  return (
    turns.findLast(({ answer }) => answer.state === 'done' && answer.responseId !== null)?.answer.responseId ??
    undefined
  );
}

function responseBody(asked: Asked, write: Write) {
  const { model, system, temperature, maxTokens, effort, question, picture } = asked;
  const shown = picture && [
    {
      role: 'user',
      content: [
        { type: 'input_text', text: question },
        { type: 'input_image', image_url: write(picture), detail: 'auto' },
      ],
    },
  ];
  return {
    model,
    input: shown ?? question,
    instructions: system.trim() === '' ? undefined : system,
    previous_response_id: previousResponse(asked),
    reasoning: effort === '' ? undefined : { effort, summary: 'auto' },
    temperature,
    max_output_tokens: maxTokens,
  };
}
