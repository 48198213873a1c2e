/**
 * Prints the URL of a database on the server of the running start: its own, or the one named, which may not be there
 * yet. For tools that want one: `export DATABASE_URL=$(node infra/local/database-url.mjs scratch)`.
 */
import { START_LOCK } from './bootstrap/paths.mjs';
import { ownDatabaseUrl } from './local-servers.mjs';
import { lockHolder } from './state/lock.mjs';
import { loadSecrets } from './state/secrets.mjs';

const url =
  lockHolder(START_LOCK) === undefined ? undefined : ownDatabaseUrl(loadSecrets(process.env), process.argv[2]);
if (url === undefined) {
  console.error('Nothing of this checkout is running: npm start first');
  process.exitCode = 1;
} else console.log(url);
