/** `schema-engine cli …`: whether a database is there, and making or dropping it. Exits with 0 or 1. */
import pg from 'pg';
import { clientConfig, runOnce } from './connection.mjs';
import { writeLogLine } from './log-line.mjs';

/**
 * Prisma's codes by the error's own.
 * @type {Readonly<Record<string, string>>}
 */
const PRISMA_CODES = {
  '3D000': 'P1003',
  '28P01': 'P1000',
  28000: 'P1010',
  '42P04': 'P1009',
  ECONNREFUSED: 'P1001',
  ENOTFOUND: 'P1001',
};
const OTHER_CODE = 'P1017';

/**
 * @param {string} command
 * @param {string} url
 */
export async function runDatabaseCommand(command, url) {
  try {
    await run(command, url);
    process.exit(0);
  } catch (error) {
    const { message, code } = /** @type {Error & { code?: string }} */ (error);
    const prismaCode = PRISMA_CODES[code ?? ''] ?? OTHER_CODE;
    // The CLI drops the first line it reads and takes the error from the last.
    writeLogLine('INFO', 'Starting schema engine CLI');
    writeLogLine('ERROR', `${message} (${prismaCode})`, { error_code: prismaCode, is_panic: false });
    process.exit(1);
  }
}

/**
 * @param {string} command
 * @param {string} url
 */
async function run(command, url) {
  const { config } = clientConfig(url);
  const target = config.database ?? 'postgres';
  // A database can be made and dropped from another one only.
  const elsewhere = { ...config, database: target === 'postgres' ? 'template1' : 'postgres' };
  switch (command) {
    case 'can-connect-to-database':
      return runOnce(config);
    case 'create-database':
      return runOnce(elsewhere, `CREATE DATABASE ${pg.escapeIdentifier(target)}`);
    case 'drop-database':
      return runOnce(elsewhere, `DROP DATABASE ${pg.escapeIdentifier(target)} WITH (FORCE)`);
    default:
      throw new Error(`unsupported command ${command}`);
  }
}
