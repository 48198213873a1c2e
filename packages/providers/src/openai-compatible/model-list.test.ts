import { expect, test } from 'vitest';
import { explainAnswer } from './errors.js';
import { buildModelListRequest, readModelList } from './model-list.js';

const target = { baseUrl: 'https://api.example.com/v1/', credential: 'sk-very-secret' };

test('the list is asked for under the base URL, with the credential and nothing else', () => {
  expect(buildModelListRequest(target, 'req_1')).toMatchObject({
    origin: 'https://api.example.com',
    path: '/v1/models',
    method: 'GET',
    body: null,
  });
  expect(buildModelListRequest(target, 'req_1').headers).toContain('Bearer sk-very-secret');
});

test.each([
  ['{"object":"list","data":[{"id":"a"},{"id":"b"}]}', ['a', 'b']],
  ['[{"id":"a"},{"id":7},null,{"id":""}]', ['a']],
  ['{"data":[]}', []],
  ['{"data":{"id":"a"}}', null],
  ['null', null],
  ['<html>', null],
  ['', null],
])('reads %s as %j', (body, models) => {
  expect(readModelList(Buffer.from(body))).toEqual(models);
});

test('what a provider says of our credential is explained without it', () => {
  const body = Buffer.from('{"error":{"message":"Incorrect API key provided: sk-very-secret at api.example.com"}}');
  const context = { target, upstreamModel: '', publicModel: '' };
  const words = explainAnswer({ status: 401, headers: {}, body }, context);
  expect(words).toContain('Incorrect API key provided');
  expect(words).not.toContain('sk-very-secret');
  expect(explainAnswer({ status: 502, headers: {}, body: Buffer.from('<html>') }, context)).toBeNull();
});
