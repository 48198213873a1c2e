/** How the callers of a surface expect to hear of errors: each vendor's SDK reads its own envelope. */
import { anthropicErrorBody } from './anthropic-envelope.js';
import type { ApiError } from './api-error.js';
import { geminiErrorBody } from './gemini-envelope.js';
import { openAiErrorBody } from './openai-envelope.js';

export type ErrorStyle = 'openai' | 'openai-responses' | 'anthropic' | 'gemini';

/** An error as the body of an answer. `requestId` is the prefixed id. */
export function errorBody(style: ErrorStyle, error: ApiError, requestId: string): object {
  switch (style) {
    case 'anthropic':
      return anthropicErrorBody(error, requestId);
    case 'gemini':
      return geminiErrorBody(error, requestId);
    case 'openai':
    case 'openai-responses':
      return openAiErrorBody(error, requestId);
  }
}

/** An error as the last event of a stream. */
export function errorEvent(style: ErrorStyle, error: ApiError, requestId: string): string {
  const body = errorBody(style, error, requestId);
  switch (style) {
    case 'anthropic':
      return `event: error\ndata: ${JSON.stringify(body)}\n\n`;
    case 'openai-responses': {
      const { message, code, param } = error;
      return `event: error\ndata: ${JSON.stringify({ type: 'error', code, message, param, ...body })}\n\n`;
    }
    case 'openai':
    case 'gemini':
      return `data: ${JSON.stringify(body)}\n\n`;
  }
}
