/**
 * Field schemas that the resources of the management API have in common. Amounts are decimal strings in and out: a JSON
 * number would already have been rounded by whoever wrote it.
 */
import { z } from 'zod';

const NUMBER_REFUSED = 'must be a decimal string such as "0.000002", not a JSON number';

const decimal = (pattern: RegExp, rule: string) =>
  z
    .string({
      error: (issue) =>
        typeof issue.input === 'number' ? NUMBER_REFUSED : 'must be a decimal string such as "0.000002"',
    })
    .trim()
    .regex(pattern, `must be ${rule}, without exponent, with at most 26 digits before and 12 after the point`);

/** Decimal string of zero or more. */
export const NonNegativeAmountSchema = decimal(/^\d{1,26}(\.\d{1,12})?$/, 'a non-negative decimal string');

/** Decimal string greater than zero. */
export const PositiveAmountSchema = decimal(/^(?=.*[1-9])\d{1,26}(\.\d{1,12})?$/, 'a decimal string greater than zero');

/** Decimal string as answers carry it: no exponent, no trailing zeros, a minus sign where it is owed. */
export const AmountViewSchema = z.string().meta({ description: 'Exact decimal string', example: '12.5' });

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

/** ISO 4217 code, in either case; upper case after parsing. */
export const CurrencySchema = z
  .string()
  .trim()
  .toUpperCase()
  .refine((code) => CURRENCIES.has(code), 'must be an ISO 4217 currency code such as "USD"')
  .meta({ example: 'USD' });

const oneLine = (maximum: number) =>
  z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(maximum)
    .refine((text) => !hasControlCharacter(text), 'must not contain control characters');

/** A name for people: one line of 1 to 120 characters. */
export const NameSchema = oneLine(120);

/** Free text for people; NUL is refused because PostgreSQL can't store it. */
export const TextSchema = z
  .string()
  .trim()
  .max(2000)
  .refine((text) => !text.includes('\0'), 'must not contain NUL characters');

/** Lower-case words joined by hyphens, for addresses. */
export const SlugSchema = z
  .string()
  .trim()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case letters and digits joined by single hyphens')
  .max(64)
  .meta({ example: 'pay-as-you-go' });

/** The public name of a model, such as `gpt-4o-mini` or `meta/llama-3.1:8b`. */
export const ModelNameSchema = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,127}$/, 'must be 1 to 128 letters, digits or . _ : / @ + -')
  .meta({ example: 'gpt-4o-mini' });

/** What names another thing: its slug (a model's name) or its id. */
export const ReferenceSchema = oneLine(160).meta({ description: 'Slug, name or id' });

/** A public id such as `ten_01932f…`. Whether it names anything is the use case's to say. */
export const IdSchema = oneLine(80).meta({ description: 'Public id', example: 'ten_0194f0c27be37f0f9a52b1b2c3d4e5f6' });

/** An instant in ISO 8601 with an offset or as a date (midnight UTC), or Unix milliseconds in digits. */
export const InstantSchema = z
  .union([z.iso.datetime({ offset: true }), z.iso.date(), z.string().regex(/^\d{10,14}$/)], {
    error: 'must be an ISO 8601 date or date-time with an offset, or Unix milliseconds',
  })
  .meta({ example: '2026-11-20T12:00:00Z' });

/** Reads what {@link InstantSchema} accepts. */
export function parseInstant(text: string): Date {
  return new Date(/^\d{10,14}$/.test(text) ? Number(text) : text);
}

/** An instant as answers carry it: ISO 8601 in UTC. */
export const InstantViewSchema = z.iso.datetime().meta({ example: '2026-11-20T12:00:00.000Z' });

/** `limit` and `cursor` of every list. */
export const ListQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional(),
});

/** What a list is searched for: a part of a name, in any case. */
export const SearchSchema = oneLine(120).optional();

/** A time in milliseconds within bounds, both included. */
export const MillisecondsSchema = (least: number, most: number) => z.number().int().min(least).max(most);

/** How a use case takes a list query: `limit` may be left to its default of 50. */
export type ListInput = Partial<z.infer<typeof ListQuerySchema>>;

/** One page of a list; `nextCursor` is null on the last. */
export const pageSchema = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

/** One page of a list. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

function hasControlCharacter(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 32 || code === 127) return true;
  }
  return false;
}
