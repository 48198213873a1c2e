/** Makes the calls of a plan and prints what came of them. Usage: node load.mjs <plan as JSON> */
import autocannon from 'autocannon';

const { url, headers, body, amount, connections } = JSON.parse(process.argv[2] ?? '{}');
const result = await autocannon({ url, method: 'POST', headers, body, amount, connections });
const failed = result.non2xx + result.errors + result.timeouts;
console.log(JSON.stringify({ ok: result['2xx'], failed, seconds: result.duration }));
