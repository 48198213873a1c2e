/**
 * Where vendors that speak OpenAI's wire differ in what they take, by the host of their address. Listed is what makes
 * a call fail, or its bound unheard of; whoever isn't listed is taken to do as OpenAI documents and to know both names
 * of the bound.
 */

export interface VendorWire {
  /** The name of the bound on output; `either`: it knows both. */
  readonly outputBound: 'either' | 'max_tokens' | 'max_completion_tokens';
  /** Whether a stream reports its usage only when asked. Who always does may refuse to be asked. */
  readonly asksForUsage: boolean;
  readonly seedName: 'seed' | 'random_seed';
  /** Whether thoughts beside tool calls are wanted back. Who wants none refuses the field. */
  readonly takesThoughts: boolean;
  /** Hints that it refuses; they are left out and listed. */
  readonly refusedHints: ReadonlySet<string>;
}

const LIKE_OPENAI: VendorWire = {
  outputBound: 'either',
  asksForUsage: true,
  seedName: 'seed',
  takesThoughts: false,
  refusedHints: new Set(),
};

/** OpenAI's own, at its own address and at Azure's: newer models refuse the older name. */
export const OPENAI_WIRE: VendorWire = { ...LIKE_OPENAI, outputBound: 'max_completion_tokens' };

/** As its SDK has it (2.7): a field that isn't there is an error of 422. */
const MISTRAL: VendorWire = {
  ...LIKE_OPENAI,
  outputBound: 'max_tokens',
  asksForUsage: false,
  seedName: 'random_seed',
  refusedHints: new Set([...['user', 'store', 'safety_identifier', 'prompt_cache_options', 'prompt_cache_retention']]),
};

const BY_HOST: readonly (readonly [host: string, wire: VendorWire])[] = [
  ['api.openai.com', OPENAI_WIRE],
  ['mistral.ai', MISTRAL],
  ['deepseek.com', { ...LIKE_OPENAI, outputBound: 'max_tokens', takesThoughts: true }],
  ['moonshot.ai', { ...LIKE_OPENAI, takesThoughts: true }],
  ['moonshot.cn', { ...LIKE_OPENAI, takesThoughts: true }],
  ['perplexity.ai', { ...LIKE_OPENAI, outputBound: 'max_tokens', asksForUsage: false }],
];

/** What is known of whoever answers there. `hostname` in lower case, without a port. */
export function vendorWireOf(hostname: string): VendorWire {
  const entry = BY_HOST.find(([host]) => hostname === host || hostname.endsWith(`.${host}`));
  return entry?.[1] ?? LIKE_OPENAI;
}
