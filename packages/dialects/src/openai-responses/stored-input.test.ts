import { describe, expect, test } from 'vitest';
import { outputItemId, parseResponseId, responseIdOf, responseOfItem } from './ids.js';
import { inputItems, storedPartsOf, withStoredParts } from './stored-input.js';

const HEX = '0194f0c27be37f0f9a52b1b2c3d4e5f6';
const UUID = '0194f0c2-7be3-7f0f-9a52-b1b2c3d4e5f6';
const ID = `resp_${HEX}`;

describe('ids', () => {
  test('lead back to the response', () => {
    expect(responseIdOf(`req_${HEX}`)).toBe(ID);
    expect(parseResponseId(ID)).toBe(UUID);
    expect(responseOfItem(outputItemId('msg', ID, 3))).toBe(UUID);
    expect(responseOfItem(String(inputItems('x', ID)[0]?.id))).toBe(UUID);
  });

  test.each(['resp_', 'resp_68abc', HEX, `req_${HEX}`, 'resp_zz'])('%j is not of our making', (id) => {
    expect(parseResponseId(id)).toBeNull();
  });

  test.each(['msg_68abcdef', `msg_${HEX}`, '', 'msg_'])('%j names no response of ours', (id) => {
    expect(responseOfItem(id)).toBeNull();
  });
});

describe('what a body stands on', () => {
  test('most stand on nothing', () => {
    expect(storedPartsOf({ input: 'x' })).toBeNull();
    expect(storedPartsOf({ input: [{ role: 'user', content: 'x' }], previous_response_id: null })).toBeNull();
  });

  test('is an earlier response, or items by their id', () => {
    expect(
      storedPartsOf({
        previous_response_id: 'resp_1',
        input: [{ type: 'item_reference', id: 'a' }, { id: 'a' }, { id: 'b' }],
      }),
    ).toEqual({ previousResponseId: 'resp_1', itemIds: ['a', 'b'] });
  });

  const EARLIER = [{ id: 'a', role: 'user', content: 'one' }];
  const itemOf = (id: string) => (id === 'b' ? { id: 'b', role: 'assistant', content: 'two' } : null);

  test('is put in, each item once', () => {
    const body = {
      model: 'm',
      previous_response_id: 'resp_1',
      input: [{ id: 'a' }, { id: 'b' }, { role: 'user', content: 'three' }],
    };
    expect(withStoredParts(body, EARLIER, itemOf)).toEqual({
      model: 'm',
      input: [...EARLIER, itemOf('b'), { role: 'user', content: 'three' }],
    });
  });

  test('stands before a plain question', () => {
    expect(withStoredParts({ input: 'more' }, EARLIER, itemOf)).toEqual({
      input: [...EARLIER, { type: 'message', role: 'user', content: 'more' }],
    });
  });

  test('is not found where the store has no such item', () => {
    expect(withStoredParts({ input: [{ id: 'c' }] }, [], itemOf)).toMatchObject({ code: 'not_found', param: 'input' });
  });
});

test('input is stored with ids, and a message with its parts', () => {
  const items = inputItems(
    ['x', { role: 'user', content: 'hi' }, { id: 'gone' }, { type: 'function_call', id: 'fc_1', call_id: 'c' }],
    ID,
  );
  expect(items).toEqual([
    {
      id: `msg_${HEX}i0000`,
      type: 'message',
      role: 'user',
      status: 'completed',
      content: [{ type: 'input_text', text: 'hi' }],
    },
    { id: 'fc_1', type: 'function_call', call_id: 'c' },
  ]);
});
