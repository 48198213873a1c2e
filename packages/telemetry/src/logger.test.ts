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
    ['buffer', { body: Buffer.from('hunter-secret') }],
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
