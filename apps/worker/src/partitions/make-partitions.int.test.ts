import { idFloor } from '@turnpike/domain/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFixture, type Fixture } from '../../test/fixture.js';
import { makePartitions } from './make-partitions.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

test('missing months are made, and rows that no month took raise the alarm', async () => {
  const partitions = async () =>
    (await fixture.pool.query(`SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'call_records'::regclass ORDER BY 1`)).rows; // prettier-ignore
  const complete = await partitions();
  const [month] = complete;
  await fixture.pool.query(`DROP TABLE ${month.name}`);
  await fixture.pool.query(
    `INSERT INTO call_records (id, operation, status, started_at, duration_us, detail) VALUES ($1, 'x', 200, now(), 1, '{}')`,
    [idFloor(Date.UTC(2031, 0, 1))],
  );
  await makePartitions(fixture.context);
  await makePartitions(fixture.context);
  expect(await partitions()).toEqual(complete);
  const { values } = await fixture.context.metrics.defaultPartitionRows.get();
  expect(Object.fromEntries(values.map(({ labels, value }) => [labels.table, value]))).toEqual({
    usage_events: 0,
    call_records: 1,
  });
});
