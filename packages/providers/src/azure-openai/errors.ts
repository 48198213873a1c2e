/**
 * What a failed attempt means: as OpenAI's errors do, but that 404 is never the caller's, who knows nothing of
 * deployments and versions, and that a credential may hold a secret beside itself.
 */
import { classifyAnswer as classifyOpenAi, explainAnswer as explainOpenAi } from '../openai-compatible/errors.js';
import type { FailureContext, UpstreamAnswer, UpstreamFailure } from '../provider-adapter.js';
import { BAD_TARGET } from '../verdicts.js';
import { secretsOf } from './credential.js';

const NOT_FOUND = 404;

/** Judges an answer that isn't a success. Never throws, whatever the body holds. */
export function classifyAnswer(answer: UpstreamAnswer, context: FailureContext): UpstreamFailure {
  const failure = classifyOpenAi(answer, context);
  if (answer.status === NOT_FOUND) return { ...failure, ...BAD_TARGET, message: null, param: null };
  return { ...failure, message: withoutSecrets(failure.message, context) };
}

/** Azure's words about any failure, for those who run the platform. */
export function explainAnswer(answer: UpstreamAnswer, context: FailureContext): string | null {
  return withoutSecrets(explainOpenAi(answer, context), context);
}

function withoutSecrets(message: string | null, { target }: FailureContext): string | null {
  if (message === null) return null;
  return secretsOf(target.credential).reduce((text, secret) => text.replaceAll(secret, '[redacted]'), message);
}
