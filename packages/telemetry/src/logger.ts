/**
 * The one logger of a process: JSON lines on stdout, redacted. Bodies, prompts and answers are never handed to it; that
 * rule is the caller's. Everything else that could hold a credential is taken out here.
 */
import { type DestinationStream, type Logger as PinoLogger, pino, stdTimeFunctions } from 'pino';
import { redact, scrubText } from './redaction.js';

export type Logger = PinoLogger;

export interface LoggerOptions {
  /** The process's name, such as `gateway`. */
  name: string;
  /** Least severity that is written, or `silent`. */
  level: string;
  /** Where lines go; stdout when omitted. */
  destination?: DestinationStream;
}

/** A logger whose every field and text passes {@link redact}. Lines carry `time` in ISO 8601 and `level` as a word. */
export function createLogger({ name, level, destination }: LoggerOptions): Logger {
  const options = {
    name,
    level,
    timestamp: stdTimeFunctions.isoTime,
    // pino's own error serializer copies every field of an error; ours runs in formatters.log, which comes after it.
    serializers: { err: (value: unknown) => redact(value) },
    formatters: {
      level: (label: string) => ({ level: label }),
      log: (fields: object) => redact(fields) as Record<string, unknown>,
      bindings: (bindings: object) => redact(bindings) as Record<string, unknown>,
    },
    hooks: { streamWrite: (line: string) => scrubText(line) },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
