/**
 * `POST /v1/client_tokens`: a credential of minutes that a phone or a page may hold. Made with a key, on a server; its
 * calls are those of one end user, of the models named, and within a budget, where these are given.
 */
import { ApiError } from '@turnpike/errors/api-error';
import { z } from 'zod';
import type { JsonObject, LookupOperation } from '../operation.js';
import { parameterError } from '../validation.js';

const SHORTEST_SECONDS = 10;
const LONGEST_SECONDS = 86_400;
const USUAL_SECONDS = 600;
const USER_CHARACTERS = 256;
const MOST_MODELS = 100;
/** Exact, greater than zero, within what is kept of amounts. */
const AMOUNT = /^(?=.*[1-9])\d{1,26}(\.\d{1,12})?$/;

const seconds = `must be a whole number of seconds from ${SHORTEST_SECONDS} to ${LONGEST_SECONDS}`;
const user = `must be a text of 1 to ${USER_CHARACTERS} characters`;
const models = `must be a list of 1 to ${MOST_MODELS} names of models`;
const budget = 'must be a decimal string greater than zero, such as "0.50"';
const EndUser = z
  .string(user)
  .min(1, user)
  .max(USER_CHARACTERS, user)
  .refine((text) => text.isWellFormed() && !text.includes('\0'), 'must be valid Unicode without NUL');

const CreateClientTokenBody = z.strictObject(
  {
    ttl: z.int(seconds).min(SHORTEST_SECONDS, seconds).max(LONGEST_SECONDS, seconds).default(USUAL_SECONDS),
    endUser: EndUser.nullish(),
    end_user: EndUser.nullish(),
    models: z
      .array(z.string(models).min(1, models).max(160, models), models)
      .min(1, models)
      .max(MOST_MODELS, models)
      .nullish(),
    budget: z.string(budget).regex(AMOUNT, budget).nullish(),
  },
  { error: (issue) => (issue.code === 'unrecognized_keys' ? `has no parameter '${issue.keys[0]}'` : undefined) },
);

/** What a client token is to be; `budget` is a decimal string in the tenant's currency. */
export interface ClientTokenWish {
  readonly ttlSeconds: number;
  readonly endUser: string | null;
  /** Null: those of its key. */
  readonly models: readonly string[] | null;
  readonly budget: string | null;
}

/** Reads a body that the operation took. */
export function readClientTokenWish(body: JsonObject): ClientTokenWish | ApiError {
  const parsed = CreateClientTokenBody.safeParse(body);
  if (!parsed.success) return parameterError(parsed.error);
  const { ttl, endUser, end_user, models: names } = parsed.data;
  if (endUser != null && end_user != null && endUser !== end_user) {
    const message = "Invalid value: 'endUser' and 'end_user' are the same parameter; give one of them.";
    return new ApiError('invalid_parameter', { message, param: 'end_user' });
  }
  const models = names == null ? null : [...new Set(names)];
  return { ttlSeconds: ttl, endUser: endUser ?? end_user ?? null, models, budget: parsed.data.budget ?? null };
}

export const createClientToken: LookupOperation = {
  kind: 'lookup',
  key: 'client_tokens.create',
  method: 'POST',
  path: '/v1/client_tokens',
  summary: 'Create a client token: a credential of minutes for a phone or a page',

  parse(body) {
    const wish = readClientTokenWish(body);
    return wish instanceof ApiError ? wish : { model: null, body };
  },
};
