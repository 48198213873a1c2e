/**
 * Turns a process's environment into a frozen, typed object, once.
 *
 * Takes a map of property names to {@link Field}s and the environment; gives the parsed values; refuses with one
 * {@link ConfigurationError} that lists every problem at once. Touches nothing: it reads neither files nor
 * `process.env` by itself, so that each app has one visible place where the environment comes in.
 */
import type { z } from 'zod';

/** The environment as Node gives it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** One variable: how it is called, what it holds, how it is read. */
export interface Field<T = unknown> {
  /** The variable's name, for example `GATEWAY_PORT`. */
  readonly variable: string;
  /** One line for `.env.example` and for the table of problems. */
  readonly description: string;
  /** Reads the text; its messages say what is wrong and what to do. */
  readonly schema: z.ZodType<T, string>;
  /** Text used when the variable is unset or empty. Without one, the variable is required. */
  readonly fallback?: string;
  /** The value never appears in an error. */
  readonly secret?: boolean;
}

/** A field with the type of what its schema reads. */
export function defineField<T>(field: Field<T>): Field<T> {
  return field;
}

/** The fields of one process, by property name. */
export type Fields = Readonly<Record<string, Field>>;

/** The object a process gets from its fields. */
export type Configuration<F extends Fields> = {
  readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never;
};

/** One line of the table that ends a start. */
export interface ConfigurationProblem {
  readonly variable: string;
  /** The value as given, `(unset)`, or `(hidden)` where it is or may hold a secret. */
  readonly value: string;
  readonly problem: string;
}

/** The environment can't be used. `problems` lists every bad variable; the message is the same as a table. */
export class ConfigurationError extends Error {
  readonly problems: readonly ConfigurationProblem[];

  constructor(process: string, problems: readonly ConfigurationProblem[]) {
    super(`${process}: the environment can't be used\n\n${renderTable(problems)}\n`);
    this.name = 'ConfigurationError';
    this.problems = problems;
    // Uncaught at boot, this is read by a person: the stack would bury the table.
    this.stack = this.message;
  }
}

/**
 * Reads every field of a process.
 * @throws {ConfigurationError} when any variable is missing or can't be read.
 */
export function parseEnvironment<F extends Fields>(process: string, fields: F, env: Environment): Configuration<F> {
  const problems: ConfigurationProblem[] = [];
  const values: Record<string, unknown> = {};
  for (const [property, field] of Object.entries(fields)) {
    // An empty variable is an unset one: compose files and CI systems can't express the difference.
    const given = env[field.variable]?.trim() || undefined;
    const text = given ?? field.fallback;
    if (text === undefined) {
      problems.push({ variable: field.variable, value: '(unset)', problem: `is required: ${field.description}` });
      continue;
    }
    const result = field.schema.safeParse(text);
    if (result.success) values[property] = freeze(result.data);
    else {
      const problem = result.error.issues.map((issue) => issue.message).join('; ');
      problems.push({ variable: field.variable, value: showable(field, text), problem });
    }
  }
  if (problems.length > 0) throw new ConfigurationError(process, problems);
  return Object.freeze(values) as Configuration<F>;
}

function freeze<T>(value: T): T {
  return Array.isArray(value) ? Object.freeze(value) : value;
}

function showable(field: Field, text: string): string {
  if (field.secret) return '(hidden)';
  // A text that may hold a password isn't parsed for it: a broken URL is just what brought us here.
  if (/@|pass/i.test(text)) return '(hidden)';
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function renderTable(problems: readonly ConfigurationProblem[]): string {
  const rows = [{ variable: 'VARIABLE', value: 'VALUE', problem: 'WHAT TO CHANGE' }, ...problems];
  const variableWidth = Math.max(...rows.map((row) => row.variable.length));
  const valueWidth = Math.max(...rows.map((row) => row.value.length));
  return rows
    .map((row) => `  ${row.variable.padEnd(variableWidth)}  ${row.value.padEnd(valueWidth)}  ${row.problem}`)
    .join('\n');
}
