import type { AnswerPlan } from '../answer/plan.js';
import { answerConversation } from '../exchange/answer-conversation.js';
import type { Exchange } from '../exchange/exchange.js';
import type { Frame, Rendering } from '../exchange/rendering.js';
import { chatRendering } from '../openai/chat.js';
import { parseChatRequest } from '../openai/chat-request.js';

/** What Azure's content filter found: nothing. */
const HARMLESS = Object.fromEntries(
  ['hate', 'self_harm', 'sexual', 'violence'].map((name) => [name, { filtered: false, severity: 'safe' }]),
);
const PROMPT_FILTER_RESULTS = [{ prompt_index: 0, content_filter_results: HARMLESS }];

/** Chat completions as Azure writes them: OpenAI's, with the findings of its content filter. */
export async function answerAzureChat(exchange: Exchange): Promise<void> {
  const body = await exchange.readJson();
  if (body === undefined) return;
  const parsed = parseChatRequest(body.value);
  if (!parsed.ok) return exchange.refuse(parsed.error);
  const openAi = chatRendering(parsed.request);
  const rendering: Rendering = {
    ...openAi,
    whole: (plan) => withFindings(openAi.whole(plan) as { choices: object[] }),
    stream: (plan) => frames(openAi, plan),
  };
  await answerConversation(exchange, parsed.request.ask, rendering);
}

function withFindings(completion: { choices: object[] }): object {
  const choices = completion.choices.map((choice) => ({ ...choice, content_filter_results: HARMLESS }));
  return { ...completion, choices, prompt_filter_results: PROMPT_FILTER_RESULTS };
}

/** The first event is about the prompt alone: it has no choice, and names and times that are empty. */
function* frames(openAi: Rendering, plan: AnswerPlan): Generator<Frame> {
  const nameless = { id: '', object: '', created: 0, model: '', choices: [] };
  yield { bytes: `data: ${JSON.stringify({ ...nameless, prompt_filter_results: PROMPT_FILTER_RESULTS })}\n\n` };
  yield* openAi.stream(plan);
}
