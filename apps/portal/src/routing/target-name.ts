import type { ModelView } from '@turnpike/contracts/management/models';

/** A target as a person knows it: who serves, and what the model is called there. */
export function targetName({
  provider,
  upstreamModel,
}: Pick<ModelView['targets'][number], 'provider' | 'upstreamModel'>) {
  return `${provider} ${upstreamModel}`;
}
