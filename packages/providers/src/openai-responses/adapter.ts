/**
 * OpenAI's wire, asked by its Responses: for models that are thought with, or offered, there alone. Chat and legacy
 * completions pass as bytes as they do with the adapter this one is made of; every other conversation, Responses
 * included, goes by way of the middle form, so that nothing of ours is named by an id of an account that many share.
 *
 * Base URL, credential, errors and lists are those of `openai-compatible`. Touches memory only.
 */
import { voice } from '@turnpike/dialects/openai-responses/voice';
import { ConversationTap } from '../conversation-tap.js';
import { createStreamTap, openAiCompatibleAdapter } from '../openai-compatible/adapter.js';
import { addressOf, buildRequest, headersFor } from '../openai-compatible/build-request.js';
import { classifyStreamError } from '../openai-compatible/errors.js';
import type { BuildRequestInput, ProviderAdapter, UpstreamRequest } from '../provider-adapter.js';

export const openAiResponsesAdapter: ProviderAdapter = {
  ...openAiCompatibleAdapter,
  kind: 'openai-responses',
  voice,
  buildRequest: (input) => (input.dialect === voice.dialect ? buildResponsesRequest(input) : buildRequest(input)),
  createStreamTap(context, stream) {
    if (stream.dialect !== voice.dialect) return createStreamTap(context, stream);
    const readFailure = (error: unknown) => classifyStreamError(error, context);
    return new ConversationTap({ decoder: voice.createStreamDecoder(), readFailure, context });
  },
};

/** The voice says all there is to say: neither model nor usage need be put in afterwards. */
function buildResponsesRequest(input: BuildRequestInput): UpstreamRequest {
  const { origin, basePath } = addressOf(input.target);
  const headers = headersFor(input, ['authorization', `Bearer ${input.target.credential}`]);
  const body = JSON.stringify(input.body);
  return { origin, path: `${basePath}/responses`, method: 'POST', headers, body, droppedHints: [] };
}
