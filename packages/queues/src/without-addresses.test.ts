import { expect, test } from 'vitest';
import { withoutAddresses } from './without-addresses.js';

test('takes mail addresses out and nothing else', () => {
  expect(withoutAddresses("550 <ada.lovelace+x@mail.example.com>: no such user o'neil@example.org")).toBe(
    '550 <[address]>: no such user [address]',
  );
  const path = 'at /app/node_modules/.pnpm/bullmq@6.7.0_ioredis@6.0.0/node_modules/bullmq/dist/job.js:1';
  expect(withoutAddresses(path)).toBe(path);
});
