import { describe, expect, it } from 'vitest';
import { createLogger } from './logger.js';

function capture(write: (logger: ReturnType<typeof createLogger>) => void): string {
  let text = '';
  write(createLogger({ name: 'test', level: 'info', destination: { write: (line) => void (text += line) } }));
  return text;
}

const key = `tp_live_${'a1B2'.repeat(9)}xy`;

describe('createLogger', () => {
  it.each([
    ['authorization header', { headers: { authorization: 'hunter-secret' } }],
    ['proxy header', { req: { headers: { 'Proxy-Authorization': 'hunter-secret' } } }],
    ['cookie', { headers: { cookie: 'turnpike_session=hunter-secret' } }],
    ['x-api-key', { a: { b: { headers: { 'x-api-key': 'hunter-secret' } } } }],
    ['x-goog-api-key', { headers: [{ 'X-Goog-Api-Key': 'hunter-secret' }] }],
    ['query key', { url: '/v1beta/models?alt=sse&key=hunter-secret' }],
    ['password', { user: { password: 'hunter-secret' } }],
    ['bearer in a text', { note: 'sent Bearer hunter-secret' }],
    ['URL password', { url: 'postgresql://app:hunter-secret@db/app' }],
    ['URL password with an @ in it', { url: 'redis://:hunter@hunter-secret@cache:6379/0' }],
    ['buffer', { body: Buffer.from('hunter-secret') }],
    ['arguments of a command', { command: { name: 'auth', args: ['app', 'hunter-secret'] } }],
    ['list of headers', { request: { headers: ['Accept', '*/*', 'X-Api-Key', 'hunter-secret'] } }],
    ['header in a text', { note: 'GET / HTTP/1.1\r\nx-api-key: hunter-secret\r\n\r\n' }],
    ['header with a scheme of its own', { note: 'Authorization: Token hunter-secret' }],
    ['header in a text of JSON', { note: JSON.stringify({ headers: { cookie: 'a=1; session=hunter-secret' } }) }],
    ['answer of Redis', { note: "ERR unknown command 'AUTH', with args beginning with: 'app' 'hunter-secret' " }],
  ])('hides %s', (_name, fields) => {
    expect(capture((logger) => logger.info(fields, 'x'))).not.toContain('hunter-secret');
  });

  it.each([
    ['in a message', (logger: ReturnType<typeof createLogger>) => logger.info(`refused ${key}`)],
    ['in an error', (logger) => logger.error({ err: new Error(`bad key ${key}`) }, 'x')],
    ['in an error given alone', (logger) => logger.error(new Error(`bad key ${key}`))],
    ['in a cause', (logger) => logger.error({ err: new Error('x', { cause: new Error(key) }) }, 'x')],
    [
      'in a field of an error',
      (logger) => logger.error({ err: Object.assign(new Error('x'), { parameters: [key] }) }, 'x'),
    ],
    ['in a child binding', (logger) => logger.child({ who: key }).info('x')],
    ['in a format argument', (logger) => logger.info('refused %s', key)],
  ] as [string, (logger: ReturnType<typeof createLogger>) => void][])('hides an API key %s', (_name, write) => {
    const text = capture(write);
    expect(text).not.toBe('');
    expect(text).not.toContain(key);
  });

  it.each([
    ['the command of an ioredis error', { command: { name: 'auth', args: ['app', 'hunter-secret'] } }],
    ['the errors before the last', { previousErrors: [{ command: { name: 'hello', args: ['hunter-secret'] } }] }],
    ['the request of an HTTP error', { request: { headers: 'x-api-key: hunter-secret', options: ['hunter-secret'] } }],
    ['the socket of an HTTP error', { socket: { lastHeaders: { authorization: 'hunter-secret' } } }],
    ['a cause that is no error', { cause: { command: { name: 'auth', args: ['hunter-secret'] } } }],
    ['a cause with a command', { cause: Object.assign(new Error('x'), { command: { args: ['hunter-secret'] } }) }],
    ['many errors at once', { errors: [Object.assign(new Error('x'), { command: { args: ['hunter-secret'] } })] }],
  ])('leaves out %s', (_name, fields) => {
    const error = Object.assign(new Error('WRONGPASS invalid username-password pair'), fields);
    for (const write of [
      (logger: ReturnType<typeof createLogger>) => logger.warn({ err: error, context: 'redis' }, 'request path'),
      (logger: ReturnType<typeof createLogger>) => logger.error(error),
      (logger: ReturnType<typeof createLogger>) => logger.error({ rest: [error] }, 'x'),
      (logger: ReturnType<typeof createLogger>) => logger.child({ err: error }).info('x'),
    ]) {
      const text = capture(write);
      expect(text).toContain('WRONGPASS');
      expect(text).not.toContain('hunter-secret');
    }
  });

  it('stays one line of JSON whatever is taken out of it', () => {
    const note = 'cookie: a="b"; c=\\"d\\"\r\nx: y, with args beginning with: "q" \'r\' Bearer aaaaaaaaaa redis://:p@h';
    const line = JSON.parse(capture((logger) => logger.info({ note, cookie: note, last: 'kept' }, note)));
    expect(line).toMatchObject({ cookie: '[redacted]', last: 'kept' });
  });

  it('keeps what is no secret, as JSON', () => {
    const line = JSON.parse(
      capture((logger) => logger.warn({ requestId: 'req_1', err: new TypeError('boom') }, 'failed')),
    );
    expect(line).toMatchObject({ level: 'warn', name: 'test', requestId: 'req_1', msg: 'failed' });
    expect(line.err).toMatchObject({ type: 'TypeError', message: 'boom' });
    expect(line.err.stack).toContain('logger.test');
  });

  it('survives objects that refer to themselves', () => {
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    expect(capture((logger) => logger.info({ loop }, 'x'))).toContain('[deep]');
  });
});
