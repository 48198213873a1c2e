import { newId } from '@turnpike/domain/ids';
import { beginRebuild, fence, finishRebuild, readAcknowledgements, readBeats } from '@turnpike/limits/processes';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFixture, type Fixture } from '../../test/fixture.js';
import { Heartbeat } from './heartbeat.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

test('a worker that was declared dead goes on under another name, and leaves under that', async () => {
  const heartbeat = new Heartbeat(fixture.context);
  await heartbeat.beat();
  const first = heartbeat.incarnation;
  await fence(fixture, first);
  await heartbeat.beat();
  await heartbeat.beat();
  expect(heartbeat.incarnation).not.toBe(first);
  const { beats } = await readBeats(fixture);
  expect([...beats.keys()]).toEqual([heartbeat.incarnation]);
  await heartbeat.leave();
  expect((await readBeats(fixture)).beats.size).toBe(0);
});

test('a rebuild is acknowledged, so that nobody waits for the worker', async () => {
  const heartbeat = new Heartbeat(fixture.context);
  const { generation } = await beginRebuild(fixture, 12, newId());
  await heartbeat.beat();
  expect(await readAcknowledgements(fixture, 12)).toEqual([heartbeat.incarnation]);
  await finishRebuild(fixture, 12, generation);
});
