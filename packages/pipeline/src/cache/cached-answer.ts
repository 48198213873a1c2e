/** An answer as the cache has it: the bytes as they were sent, and what they were made of. */
import { COUNT_BUCKETS, type Usage } from '@turnpike/domain/usage';
import { z } from 'zod';

const count = z.number().int().nonnegative();

/** Of a version that counts other things, it is as good as none. */
const UsageSchema = z.object({
  ...(Object.fromEntries(COUNT_BUCKETS.map((bucket) => [bucket, count])) as Record<
    (typeof COUNT_BUCKETS)[number],
    typeof count
  >),
  seconds: z.string().regex(/^\d{1,26}(\.\d{1,12})?$/),
}) satisfies z.ZodType<Usage>;

const FactsSchema = z.object({
  keptAtMs: count,
  headers: z.record(z.string(), z.union([z.string(), z.number()])),
  /** False for one that was sent piece by piece. */
  isWhole: z.boolean(),
  usage: UsageSchema,
  droppedHints: z.array(z.string()),
});

/** Times in Unix ms. Headers are those that belong to the bytes. */
export interface CachedAnswer extends z.infer<typeof FactsSchema> {
  readonly body: Buffer;
}

const LENGTH_BYTES = 4;

/** Facts as JSON behind their length, then the body. */
export function encodeCached({ body, ...facts }: CachedAnswer): Buffer {
  const json = Buffer.from(JSON.stringify(facts));
  const length = Buffer.allocUnsafe(LENGTH_BYTES);
  length.writeUInt32BE(json.length);
  return Buffer.concat([length, json, body]);
}

/** Null for what is no such thing: another version wrote it, or somebody else. */
export function decodeCached(bytes: Buffer): CachedAnswer | null {
  if (bytes.length < LENGTH_BYTES) return null;
  const end = LENGTH_BYTES + bytes.readUInt32BE();
  if (end > bytes.length) return null;
  try {
    const facts = FactsSchema.safeParse(JSON.parse(bytes.toString('utf8', LENGTH_BYTES, end)));
    return facts.success ? { ...facts.data, body: bytes.subarray(end) } : null;
  } catch {
    return null;
  }
}
