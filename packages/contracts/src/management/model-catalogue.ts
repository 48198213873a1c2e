/**
 * The catalogue of models: what vendors publish about theirs, as data. Nothing of it is served or billed; it fills in the
 * form of a model, and stands beside a price to compare.
 */
import { Decimal } from '@turnpike/domain/money';
import { PRICE_UNITS, type PriceUnit } from '@turnpike/domain/rating';
import { z } from 'zod';
import { CurrencySchema, InstantViewSchema, ListQuerySchema, NonNegativeAmountSchema } from './fields.js';
import { NameSchema, SearchSchema, SlugSchema } from './fields.js';
import { MODEL_OPERATIONS } from './models.js';

/** What goes into a model, or comes out of it. */
export const CATALOGUE_MODALITIES = ['text', 'image', 'audio', 'video', 'file', 'embedding'] as const;

/** What a model can do, as far as its vendor says so. */
export const CATALOGUE_CAPABILITIES = [
  'tools', 'json_schema', 'vision', 'reasoning', 'streaming', 'embeddings', 'rerank', 'images', 'audio', 'moderation',
] as const; // prettier-ignore

/** Where an entry comes from: the shipped file, an admin's change to it, an admin's own; or an admin took it out. */
export const CATALOGUE_ORIGINS = ['shipped', 'edited', 'added', 'removed'] as const;

/** In the order of the list and without doubles, so that two entries that say the same are the same. */
const setOf = <T extends string>(values: readonly [T, ...T[]]) =>
  z.array(z.enum(values)).overwrite((given) => values.filter((value) => given.includes(value)));

const TokensSchema = z.number().int().positive().max(2_000_000_000).nullable();

/** Amount for one unit. Units left out cost as much as the one they are a special case of; free is "0". */
const PricesSchema = z
  .partialRecord(z.enum(PRICE_UNITS), NonNegativeAmountSchema)
  .refine((prices) => Object.keys(prices).length > 0, 'must be null where no price is known')
  .overwrite(inOneForm)
  .nullable();

/** One model of one vendor. `model` is what the vendor calls it; `prices` null: not known for sure, look at `source`. */
export const CatalogueEntrySchema = z.strictObject({
  vendor: SlugSchema,
  model: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,149}$/, 'must be 1 to 150 letters, digits or . _ : / @ + -')
    .meta({ example: 'gpt-5-mini' }),
  name: NameSchema,
  contextTokens: TokensSchema,
  maxOutputTokens: TokensSchema,
  inputModalities: setOf(CATALOGUE_MODALITIES),
  outputModalities: setOf(CATALOGUE_MODALITIES),
  capabilities: setOf(CATALOGUE_CAPABILITIES),
  prices: PricesSchema.meta({ description: 'List prices for one unit; null where they are not known' }),
  currency: CurrencySchema,
  asOf: z.iso.date().meta({ description: 'The day the vendor published this, or was last seen to' }),
  source: z.url({ protocol: /^https$/ }).max(300),
  note: z.string().trim().max(300).default('').meta({ description: 'What the prices leave out' }),
});

/** The catalogue as a file. It speaks for the vendors it has entries of: others stay as they are. */
export const CatalogueFileSchema = z.strictObject({
  version: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._+-]{0,63}$/, 'must be 1 to 64 letters, digits or . _ + -')
    .meta({ example: '2026-11-21' }),
  entries: z
    .array(CatalogueEntrySchema)
    .min(1)
    .max(1000)
    .superRefine((entries, context) => {
      const seen = new Set<string>();
      for (const [index, { vendor, model }] of entries.entries()) {
        const id = catalogueEntryId(vendor, model);
        if (seen.has(id)) context.addIssue({ code: 'custom', message: `is there twice: ${id}`, path: [index] });
        seen.add(id);
      }
    }),
});

/** Changes to an entry; what is left out stays. Vendor and model name it and stay. */
export const UpdateCatalogueEntrySchema = CatalogueEntrySchema.omit({ vendor: true, model: true })
  .extend({ note: z.string().trim().max(300) })
  .partial();

/** Applying takes the digest that the preview gave: of the file, and of the catalogue it was compared with. */
export const ApplyCatalogueSchema = z.object({
  file: CatalogueFileSchema,
  digest: z.string().regex(/^[0-9a-f]{64}$/, 'must be the digest of a preview'),
});

export const ListCatalogueEntriesSchema = ListQuerySchema.extend({
  q: SearchSchema,
  vendor: SlugSchema.optional(),
  capability: z.enum(CATALOGUE_CAPABILITIES).optional(),
  origin: z.enum(CATALOGUE_ORIGINS).optional(),
});

/** An entry with its place in the catalogue. `id` is `vendor~model`, the slashes of the model written `~` too. */
export const CatalogueEntryViewSchema = CatalogueEntrySchema.extend({
  id: z.string().meta({ example: 'openai~gpt-5-mini' }),
  vendorName: z.string(),
  origin: z.enum(CATALOGUE_ORIGINS),
});

/** One field that differs, in words; null where it has no value. */
export const CatalogueFieldChangeSchema = z.object({
  field: z.string().meta({ example: 'prices.input_token' }),
  before: z.string().nullable(),
  after: z.string().nullable(),
});

const EntryNameSchema = CatalogueEntryViewSchema.pick({ id: true, vendor: true, model: true, name: true });

/** What a file would change. */
export const CataloguePreviewViewSchema = z.object({
  digest: z.string(),
  fileVersion: z.string(),
  baseVersion: z.string(),
  vendors: z.array(z.string()).meta({ description: 'Vendors the file speaks for' }),
  added: z.array(EntryNameSchema),
  changed: z.array(EntryNameSchema.extend({ fields: z.array(CatalogueFieldChangeSchema) })),
  removed: z.array(EntryNameSchema),
  unchanged: z.number().int(),
});

/** One change of the catalogue, kept for good. */
export const CatalogueVersionViewSchema = z.object({
  version: z.string().meta({ example: '2026-11-21+3' }),
  number: z.number().int(),
  kind: z.enum(['import', 'edit', 'restore']),
  label: z.string().meta({ description: 'The version of the imported file, or the id of the entry' }),
  added: z.number().int(),
  changed: z.number().int(),
  removed: z.number().int(),
  actorId: z.string().nullable(),
  actorName: z.string().nullable(),
  createdAt: InstantViewSchema,
});

/** What a model made of an entry would be: the body of `POST /models`, and what the person who sends it should know. */
export const CatalogueDraftViewSchema = z.object({
  entry: CatalogueEntryViewSchema,
  version: z.string(),
  model: z.object({
    name: z.string(),
    description: z.string(),
    contextTokens: TokensSchema,
    maxOutputTokens: TokensSchema,
    operations: z.array(z.enum(MODEL_OPERATIONS)),
    targets: z.array(z.object({ provider: z.string(), upstreamModel: z.string() })),
    cost: z.object({
      prices: z.array(z.object({ unit: z.enum(PRICE_UNITS), amount: z.string() })),
      currency: z.string(),
    }),
  }),
});

export type CatalogueEntry = z.output<typeof CatalogueEntrySchema>;
export type CatalogueFile = z.output<typeof CatalogueFileSchema>;
export type UpdateCatalogueEntryInput = z.output<typeof UpdateCatalogueEntrySchema>;
export type ApplyCatalogueInput = z.output<typeof ApplyCatalogueSchema>;
export type ListCatalogueEntriesInput = Partial<z.output<typeof ListCatalogueEntriesSchema>>;
export type CatalogueEntryView = z.output<typeof CatalogueEntryViewSchema>;
export type CatalogueFieldChange = z.output<typeof CatalogueFieldChangeSchema>;
export type CataloguePreviewView = z.output<typeof CataloguePreviewViewSchema>;
export type CatalogueVersionView = z.output<typeof CatalogueVersionViewSchema>;
export type CatalogueDraftView = z.output<typeof CatalogueDraftViewSchema>;

/** The id of an entry, fit for one segment of an address: names of models have slashes, but no tilde. */
export function catalogueEntryId(vendor: string, model: string): string {
  return `${vendor}~${model.replaceAll('/', '~')}`;
}

/** Units in the order of the price list, amounts without trailing zeros. */
function inOneForm(prices: Partial<Record<PriceUnit, string>>): Partial<Record<PriceUnit, string>> {
  const ordered: Partial<Record<PriceUnit, string>> = {};
  for (const unit of PRICE_UNITS) {
    const amount = prices[unit];
    if (amount !== undefined) ordered[unit] = new Decimal(amount).toFixed();
  }
  return ordered;
}
