/** How the files of the catalogue are written: prices as vendors print them, per million, and what most models share once. */
import type { CatalogueEntry } from '@turnpike/contracts/management/model-catalogue';
import { Decimal } from '@turnpike/domain/money';
import type { PriceUnit } from '@turnpike/domain/rating';

/** What a kind of model takes, gives and can do. */
export type ModelProfile = Pick<CatalogueEntry, 'inputModalities' | 'outputModalities' | 'capabilities'>;

/** Prices in USD as vendors print them: for a million tokens or characters, and for one of the rest. */
export interface PrintedPrices {
  in?: string;
  cached?: string;
  write?: string;
  audioIn?: string;
  imageIn?: string;
  out?: string;
  reasoning?: string;
  audioOut?: string;
  imageOut?: string;
  characters?: string;
  second?: string;
  image?: string;
  search?: string;
}

/** One model as its vendor's file tells of it. No `price`: not known for sure. */
export interface VendorModel extends ModelProfile {
  name: string;
  context?: number;
  output?: number;
  price?: PrintedPrices;
  asOf: string;
  note?: string;
  /** Where the file's own page doesn't say it. */
  source?: string;
}

const UNITS: Record<keyof PrintedPrices, { unit: PriceUnit; per: number }> = {
  in: { unit: 'input_token', per: 1_000_000 },
  cached: { unit: 'cached_input_token', per: 1_000_000 },
  write: { unit: 'cache_write_token', per: 1_000_000 },
  audioIn: { unit: 'audio_input_token', per: 1_000_000 },
  imageIn: { unit: 'image_input_token', per: 1_000_000 },
  out: { unit: 'output_token', per: 1_000_000 },
  reasoning: { unit: 'reasoning_token', per: 1_000_000 },
  audioOut: { unit: 'audio_output_token', per: 1_000_000 },
  imageOut: { unit: 'image_output_token', per: 1_000_000 },
  second: { unit: 'second', per: 1 },
  image: { unit: 'image', per: 1 },
  characters: { unit: 'character', per: 1_000_000 },
  search: { unit: 'search', per: 1 },
};

/** A vendor's models as entries of the catalogue. */
export function vendorModels(
  vendor: string,
  page: string,
  models: Readonly<Record<string, VendorModel>>,
): CatalogueEntry[] {
  return Object.entries(models).map(([model, facts]) => ({
    vendor,
    model,
    name: facts.name,
    contextTokens: facts.context ?? null,
    maxOutputTokens: facts.output ?? null,
    inputModalities: facts.inputModalities,
    outputModalities: facts.outputModalities,
    capabilities: facts.capabilities,
    prices: facts.price === undefined ? null : perUnit(facts.price),
    currency: 'USD',
    asOf: facts.asOf,
    source: facts.source ?? page,
    note: facts.note ?? '',
  }));
}

function perUnit(printed: PrintedPrices): CatalogueEntry['prices'] {
  const prices: Partial<Record<PriceUnit, string>> = {};
  for (const [word, { unit, per }] of Object.entries(UNITS) as [
    keyof PrintedPrices,
    { unit: PriceUnit; per: number },
  ][]) {
    const amount = printed[word];
    if (amount !== undefined) prices[unit] = new Decimal(amount).div(per).toFixed();
  }
  return prices;
}

const TALKS = { inputModalities: ['text'], outputModalities: ['text'] } satisfies Partial<ModelProfile>;
const SEES = { inputModalities: ['text', 'image'], outputModalities: ['text'] } satisfies Partial<ModelProfile>;

/** Text without tools. */
export const PLAIN: ModelProfile = { ...TALKS, capabilities: ['streaming'] };
/** Text with tools. */
export const CHAT: ModelProfile = { ...TALKS, capabilities: ['tools', 'streaming'] };
/** Text with tools and answers to a schema. */
export const SCHEMA_CHAT: ModelProfile = { ...TALKS, capabilities: ['tools', 'json_schema', 'streaming'] };
/** Text that is thought about first. */
export const REASONER: ModelProfile = { ...TALKS, capabilities: ['tools', 'reasoning', 'streaming'] };
/** The same without tools. */
export const TALKING_REASONER: ModelProfile = { ...TALKS, capabilities: ['reasoning', 'streaming'] };
/** Thoughts, tools and answers to a schema. */
export const SCHEMA_REASONER: ModelProfile = {
  ...TALKS,
  capabilities: ['tools', 'json_schema', 'reasoning', 'streaming'],
};
/** Text and pictures. */
export const SEEING: ModelProfile = { ...SEES, capabilities: ['tools', 'vision', 'streaming'] };
/** The same with answers to a schema. */
export const SCHEMA_SEEING: ModelProfile = { ...SEES, capabilities: ['tools', 'json_schema', 'vision', 'streaming'] };
/** Text and pictures, thought about first. */
export const SEEING_REASONER: ModelProfile = { ...SEES, capabilities: ['tools', 'vision', 'reasoning', 'streaming'] };
/** The same with answers to a schema. */
export const SCHEMA_SEEING_REASONER: ModelProfile = {
  ...SEES,
  capabilities: ['tools', 'json_schema', 'vision', 'reasoning', 'streaming'],
};
/** Whatever there is to read, see and hear, thought about first. */
export const OMNI_REASONER: ModelProfile = {
  inputModalities: ['text', 'image', 'audio', 'video', 'file'],
  outputModalities: ['text'],
  capabilities: ['tools', 'json_schema', 'vision', 'reasoning', 'streaming', 'audio'],
};
/** The same without thoughts. */
export const OMNI: ModelProfile = {
  ...OMNI_REASONER,
  capabilities: ['tools', 'json_schema', 'vision', 'streaming', 'audio'],
};
/** Vectors of texts. */
export const EMBEDDINGS: ModelProfile = {
  inputModalities: ['text'],
  outputModalities: ['embedding'],
  capabilities: ['embeddings'],
};
/** Rankings of texts. */
export const RERANK: ModelProfile = { ...TALKS, capabilities: ['rerank'] };
/** Pictures of texts. */
export const DRAWS: ModelProfile = { inputModalities: ['text'], outputModalities: ['image'], capabilities: ['images'] };
/** Pictures of texts and pictures. */
export const EDITS_PICTURES: ModelProfile = { ...DRAWS, inputModalities: ['text', 'image'] };
/** Texts of sound. */
export const HEARS: ModelProfile = { inputModalities: ['audio'], outputModalities: ['text'], capabilities: ['audio'] };
/** Sound of texts. */
export const SPEAKS: ModelProfile = { inputModalities: ['text'], outputModalities: ['audio'], capabilities: ['audio'] };
/** Speech both ways, as it is spoken. */
export const CONVERSES: ModelProfile = {
  inputModalities: ['text', 'audio'],
  outputModalities: ['text', 'audio'],
  capabilities: ['tools', 'streaming', 'audio'],
};
