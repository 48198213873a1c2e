/** The variables that every process reads. */
import { z } from 'zod';
import { defineField as define } from './environment.js';
import { integer, port } from './units.js';

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
const NODE_ENVIRONMENTS = ['production', 'development', 'test'] as const;

function oneOf<const V extends readonly string[]>(values: V): z.ZodType<V[number], string> {
  return z.string().transform((text, context) => {
    if (values.includes(text)) return text;
    context.addIssue(`give one of ${values.join(', ')}`);
    return z.NEVER;
  });
}

const hostname = z
  .string()
  .regex(/^[A-Za-z0-9.:-]{1,253}$/, 'give an address or a host name, such as 127.0.0.1 or 0.0.0.0');

export const processFields = {
  nodeEnv: define({
    variable: 'NODE_ENV',
    description: `how libraries behave: ${NODE_ENVIRONMENTS.join(', ')}`,
    schema: oneOf(NODE_ENVIRONMENTS),
    fallback: 'production',
  }),
  logLevel: define({
    variable: 'LOG_LEVEL',
    description: `least severity that is logged: ${LOG_LEVELS.join(', ')}`,
    schema: oneOf(LOG_LEVELS),
    fallback: 'info',
  }),
  host: define({
    variable: 'HOST',
    description: 'address every port binds to; 0.0.0.0 opens it to the network',
    schema: hostname,
    fallback: '127.0.0.1',
  }),
  opsPort: define({
    variable: 'OPS_PORT',
    description: 'health, readiness and metrics of a process; npm start counts up from it, one per process',
    schema: port,
    fallback: '9090',
  }),
  processIndex: define({
    variable: 'PROCESS_INDEX',
    description: 'which of several equal processes on one machine this is, from 0; npm start sets it',
    schema: integer(0, 1023),
    fallback: '0',
  }),
} as const;
