/** Which provider's wire serves which operation: asked of the adapters as dispatch asks them, not written down. */
import { markdownTable } from 'markdown-table';
import type { InferenceOperation } from '@turnpike/endpoints/operation';
import { OPERATIONS } from '@turnpike/endpoints/registry';
import { loadAdapter, PROVIDER_KINDS } from '@turnpike/providers/adapter-registry';
import type { ProviderAdapter, ProviderOperation } from '@turnpike/providers/provider-adapter';

/** What becomes of a call: its bytes pass, it is said in other words, or another target has to serve it. */
export type Way = 'as it is' | 'translated' | '–';

export interface ServedOperation {
  readonly operation: InferenceOperation;
  readonly ways: ReadonlyMap<string, Way>;
}

/** Every operation that a model answers, with its way on each kind of provider. */
export async function readWays(): Promise<ServedOperation[]> {
  const adapters = await Promise.all(PROVIDER_KINDS.map(async (kind) => [kind, await loadAdapter(kind)] as const));
  return OPERATIONS.filter(({ kind }) => kind === 'inference').map((one) => {
    const operation = one as InferenceOperation;
    const ways = adapters.map(([kind, adapter]) => [kind, adapter === null ? '–' : wayOf(operation, adapter)] as const);
    return { operation, ways: new Map<string, Way>(ways) };
  });
}

function wayOf({ key, surface, question, session }: InferenceOperation, adapter: ProviderAdapter): Way {
  if (session !== undefined) return adapter.sessions === undefined ? '–' : 'as it is';
  if (surface !== null) {
    if (adapter.speaks.has(surface.dialect)) return 'as it is';
    return adapter.voice === null ? '–' : 'translated';
  }
  if (adapter.operations.has(key as ProviderOperation)) return 'as it is';
  return question !== undefined && adapter.questions[question.kind] !== null ? 'translated' : '–';
}

/** The page for people. */
export function drawProviders(served: readonly ServedOperation[]): string {
  const head = ['Operation', 'Path', ...PROVIDER_KINDS.map((kind) => `\`${kind}\``)];
  const rows = served.map(({ operation, ways }) => [
    operation.summary,
    `\`${operation.path.replace(MODEL_IN_PATH, '/{model}:')}\``,
    ...PROVIDER_KINDS.map((kind) => ways.get(kind) ?? '–'),
  ]);
  return `${INTRODUCTION}\n\n${markdownTable([head, ...rows])}\n`;
}

/** As the router writes it. */
const MODEL_IN_PATH = /\/:model\(\^\.\+\)::/;

const INTRODUCTION = `# Operations and providers

What each kind of provider can be asked. **As it is**: caller and provider speak the same wire, the bytes pass.
**Translated**: by way of one middle form; [what becomes of each field](wires.md). **–**: a model's other targets are asked
instead, and without any the call is refused with \`no_target\`. Vendors that are not named here speak one of these wires:
see \`packages/providers/src/vendors\`.

Answered from memory or a store, whoever serves the model: token counts (\`/v1/messages/count_tokens\`, \`:countTokens\`), model
lists, stored responses, jobs and receipts.

This page is made from the registries of operations and adapters; a test holds it to them.`;
