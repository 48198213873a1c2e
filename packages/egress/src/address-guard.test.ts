import { describe, expect, it } from 'vitest';
import { AddressGuard, type AddressGuardOptions } from './address-guard.js';

const NAMES: Record<string, string[]> = {
  'hooks.example.com': ['93.184.215.14', '2606:2800:21f:cb07::1'],
  'hooks.example.com.': ['93.184.215.14'],
  'xn--bcher-kva.example': ['93.184.215.14'],
  'inside.example.com': ['10.1.2.3'],
  'half.example.com': ['93.184.215.14', '10.1.2.3'],
  'half6.example.com': ['93.184.215.14', 'fd00::1'],
  'mapped.example.com': ['::ffff:127.0.0.1'],
  localhost: ['127.0.0.1', '::1'],
  'localhost.': ['127.0.0.1'],
  'metadata.google.internal': ['169.254.169.254'],
  'odd.example.com': ['not an address'],
};

function guard(options: Partial<AddressGuardOptions> = {}): AddressGuard {
  return new AddressGuard({ allowed: [], resolve: async (hostname) => NAMES[hostname] ?? [], ...options });
}

const check = (url: string, options: Partial<AddressGuardOptions> = {}) => guard(options).check(url);

describe('a URL', () => {
  it.each([
    'https://hooks.example.com',
    'https://hooks.example.com/path?query#fragment',
    'https://hooks.example.com./hook',
    'https://HOOKS.example.com:443/',
    'https://hooks.example.com:8443/hook',
    'https://hooks.example.com:1024/hook',
    'https://bücher.example/hook',
    'https://93.184.215.14/hook',
    'https://[2606:2800:21f:cb07::1]/hook',
  ])('may lead to the internet over https: %s', async (url) => {
    expect(await check(url)).toBeNull();
  });

  it.each([
    ['', 'malformed'],
    ['hooks.example.com/hook', 'malformed'],
    ['https://', 'malformed'],
    ['https://[fe80::1%25eth0]/', 'malformed'],
    ['https://exa mple.com', 'malformed'],
    ['http://hooks.example.com/hook', 'scheme'],
    ['http://93.184.215.14/hook', 'scheme'],
    ['ftp://hooks.example.com/', 'scheme'],
    ['file:///etc/passwd', 'scheme'],
    ['gopher://hooks.example.com:70/_', 'scheme'],
    ['https://user:secret@hooks.example.com/', 'credentials'],
    ['https://user@hooks.example.com/', 'credentials'],
    ['https://hooks.example.com:22/', 'port'],
    ['https://hooks.example.com:25/', 'port'],
    ['https://hooks.example.com:1023/', 'port'],
    ['https://nowhere.example.com/', 'unresolved'],
    ['https://inside.example.com/', 'not_public'],
    ['https://half.example.com/', 'not_public'],
    ['https://half6.example.com/', 'not_public'],
    ['https://mapped.example.com/', 'not_public'],
    ['https://localhost/', 'not_public'],
    ['https://localhost./', 'not_public'],
    ['https://metadata.google.internal/computeMetadata/v1/', 'not_public'],
    ['https://odd.example.com/', 'not_public'],
  ])('is refused: %s is %s', async (url, refusal) => {
    expect(await check(url)).toBe(refusal);
  });

  it.each([
    ...['https://127.0.0.1/', 'https://127.1/', 'https://127.0.1/', 'https://127.0.0.1./'],
    ...[
      'https://2130706433/',
      'https://0x7f000001/',
      'https://0x7f.1/',
      'https://017700000001/',
      'https://0177.0.0.1/',
    ],
    ...[
      'https://0/',
      'https://0.0.0.0/',
      'https://169.254.169.254/latest/',
      'https://2852039166/',
      'https://0xA9FEA9FE/',
    ],
    ...['https://１２７.０.０.１/', 'https://①②⑦.0.0.1/', 'https://127。0。0。1/', 'https://%31%32%37.0.0.1/'],
    ...[
      'https://[::1]/',
      'https://[::]/',
      'https://[::ffff:127.0.0.1]/',
      'https://[::ffff:7f00:1]/',
      'https://[::7f00:1]/',
    ],
    ...['https://[0:0:0:0:0:ffff:a9fe:a9fe]/', 'https://[64:ff9b::7f00:1]/', 'https://[2002:7f00:1::]/'],
    ...['https://[fd00:ec2::254]/', 'https://[fe80::1]/', 'https://LOCALHOST/', 'https://ⓛocalhost/'],
  ])('is refused however the private address is written: %s', async (url) => {
    expect(await check(url)).toBe('not_public');
  });
});

describe('the resolver', () => {
  it('is asked once, by the name as browsers write it', async () => {
    const asked: string[] = [];
    const resolve = async (hostname: string) => {
      asked.push(hostname);
      return ['93.184.215.14'];
    };
    expect(await check('https://BÜCHER.example./', { resolve })).toBeNull();
    expect(asked).toEqual(['xn--bcher-kva.example.']);
  });

  it('is not asked about addresses', async () => {
    const resolve = () => Promise.reject(new Error('asked'));
    expect(await check('https://93.184.215.14/', { resolve })).toBeNull();
    expect(await check('https://[::1]/', { resolve })).toBe('not_public');
  });

  it('that fails, or takes its time, has found nothing', async () => {
    expect(await check('https://a.example/', { resolve: () => Promise.reject(new Error('SERVFAIL')) })).toBe(
      'unresolved',
    );
    const resolve = () => new Promise<string[]>(() => undefined);
    expect(await check('https://a.example/', { resolve, resolveTimeoutMs: 10 })).toBe('unresolved');
  });

  it('is the operating system’s when none is given', async () => {
    const own = new AddressGuard({ allowed: [] });
    expect(await own.check('https://localhost/')).toBe('not_public');
    expect(await own.check('https://name.invalid/')).toBe('unresolved');
  });
});

describe('what the operator allows', () => {
  const allowed = [
    { range: '127.0.0.1/32', port: 8090 },
    { range: '10.0.0.0/8', port: null },
    { range: 'fd00::/8', port: 22 },
  ];

  it.each([
    'http://127.0.0.1:8090/hooks/a',
    'https://127.0.0.1:8090/hooks/a',
    'http://inside.example.com/',
    'https://inside.example.com:22/',
    'http://[fd00::1]:22/',
    'https://half.example.com/',
  ])('is open: %s', async (url) => {
    expect(await check(url, { allowed })).toBeNull();
  });

  it.each([
    ['http://127.0.0.1:8091/', 'scheme'],
    ['https://127.0.0.1:8091/', 'not_public'],
    ['http://127.0.0.2:8090/', 'scheme'],
    ['https://[::1]:8090/', 'not_public'],
    ['https://[::ffff:127.0.0.1]:8090/', 'not_public'],
    ['http://half.example.com/', 'scheme'],
    ['http://user@127.0.0.1:8090/', 'credentials'],
    ['https://[fd00::1]:443/', 'not_public'],
  ])('and nothing beside it: %s is %s', async (url, refusal) => {
    expect(await check(url, { allowed })).toBe(refusal);
  });
});
