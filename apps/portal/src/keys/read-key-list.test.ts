import { expect, it } from 'vitest';
import { keyListHref, readKeyList } from './read-key-list';

it('shows the frame’s mode unless the address says otherwise', () => {
  expect(readKeyList({}, 'test')).toEqual({
    filter: { environment: 'test', limit: 50 },
    environment: 'test',
    filtered: false,
  });
  expect(readKeyList({ environment: 'all' }, 'test').filter).toEqual({ limit: 50 });
});

it('takes what makes sense and leaves out the rest', () => {
  const params = { q: ' ci ', status: 'sleeping', application: 'app_1', environment: 'moon', cursor: ['a', 'b'] };
  expect(readKeyList(params, 'live')).toEqual({
    filter: { q: 'ci', applicationId: 'app_1', environment: 'live', limit: 50 },
    environment: 'live',
    filtered: true,
  });
});

it('pages keep their filters', () => {
  expect(keyListHref({ q: 'a b', status: '', cursor: 'old' }, 'new')).toBe('/app/keys?q=a+b&cursor=new');
  expect(keyListHref({ cursor: 'old' }, null)).toBe('/app/keys');
});
