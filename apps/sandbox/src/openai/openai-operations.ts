import { answerSpeech } from '../audio/speech.js';
import { answerTranscriptions, answerTranslations } from '../audio/transcriptions.js';
import { answerCompletions } from '../completions/completions.js';
import type { Operation } from '../deliveries/delivery.js';
import type { Exchange } from '../exchange/exchange.js';
import { answerEdits, answerGenerations } from '../images/images.js';
import { answerModerations } from '../moderations/moderations.js';
import { answerRerank } from '../rerank/rerank.js';
import { answerResponses } from '../responses/responses.js';
import type { ResponseStore } from '../responses/response-store.js';
import { answerChat } from './chat.js';
import { answerEmbeddings } from './embeddings.js';

/** An operation that is a POST. */
export interface OpenAiOperation {
  operation: Operation;
  answer: (exchange: Exchange) => Promise<void>;
}

/** Every operation of OpenAI's API that is a POST, by its path below `/v1/`. */
export function openAiOperations(responses: ResponseStore): ReadonlyMap<string, OpenAiOperation> {
  return new Map<string, OpenAiOperation>([
    ['chat/completions', { operation: 'chat', answer: answerChat }],
    ['completions', { operation: 'chat', answer: answerCompletions }],
    ['responses', { operation: 'chat', answer: (exchange) => answerResponses(exchange, responses) }],
    ['embeddings', { operation: 'embeddings', answer: answerEmbeddings }],
    ['images/generations', { operation: 'images', answer: answerGenerations }],
    ['images/edits', { operation: 'images', answer: answerEdits }],
    ['audio/speech', { operation: 'speech', answer: answerSpeech }],
    ['audio/transcriptions', { operation: 'transcriptions', answer: answerTranscriptions }],
    ['audio/translations', { operation: 'transcriptions', answer: answerTranslations }],
    ['moderations', { operation: 'moderations', answer: answerModerations }],
    ['rerank', { operation: 'rerank', answer: answerRerank }],
  ]);
}
