import { expect, test } from 'vitest';
import { drawCorridor } from '../test/corridor-drawing.js';
import { readDeferralStages, readLookupStages, readOwnCodes, readStages, roomNames } from '../test/corridor-reading.js';

const stages = readStages();

test('a call goes through these stages, in this order, and there is no other room', () => {
  expect(stages.map(({ name }) => name)).toEqual([
    'receive',
    'authenticate',
    'authorize',
    'read',
    'guard',
    'admit',
    'wait',
    'lookup',
    'route',
    'dispatch',
    'relay',
    'meter',
    'settle',
    'record',
  ]);
  expect(stages.map(({ name }) => name).sort()).toEqual(roomNames().sort());
  expect(readLookupStages()).toEqual(['receive', 'authenticate', 'authorize', 'read', 'admit', 'record']);
  expect(readDeferralStages()).toContain('guard');
});

test('the codes of a stage are found where they are made: in the room, under it, and in what it looks up', () => {
  const codesOf = (name: string) => stages.find((stage) => stage.name === name)?.codes;
  expect(codesOf('authenticate')).toContain('revoked_api_key');
  expect(codesOf('read')).toEqual(expect.arrayContaining(['invalid_json', 'model_not_found']));
  expect(codesOf('dispatch')).toEqual(expect.arrayContaining(['upstream_timeout', 'unprocessable']));
  expect(codesOf('relay')).toContain('balance_exhausted');
  // A look-up's word, not a call's.
  expect(codesOf('admit')).not.toContain('no_subscription');
  expect(readOwnCodes()).toContain('internal_error');
});

test('the drawing in infra/docs is the corridor as it is', async () => {
  const page = drawCorridor({
    stages,
    ownCodes: readOwnCodes(),
    lookupStages: readLookupStages(),
    deferralStages: readDeferralStages(),
  });
  await expect(page).toMatchFileSnapshot('../../../infra/docs/life-of-a-request.md');
});
