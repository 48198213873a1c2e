/** What the control plane leaves behind and nobody reads any more. */
import type pg from 'pg';

/** A change is asked for until its transaction is over: seconds. A day is for people who look. */
const EXPIRED_CHANGES = `DELETE FROM change_log WHERE created_at < now() - interval '1 day'`;

/** A process that wrote nothing for a week is gone, whether it said so or not. */
const EXPIRED_PROCESSES = `DELETE FROM process_incarnations WHERE heartbeat_at < now() - interval '7 days'`;

/** The longest window of any limit is an hour. */
const EXPIRED_ATTEMPTS = `DELETE FROM attempt_counts WHERE window_start < now() - interval '1 day'`;

/** A link that was good for a day at most; kept for a while, so that people can be told what became of it. */
const EXPIRED_LINKS = `DELETE FROM email_tokens WHERE expires_at < now() - interval '30 days'`;

/** A session that ended long ago is in the audit log. */
const EXPIRED_SESSIONS = `DELETE FROM sessions WHERE coalesce(revoked_at, expires_at) < now() - interval '30 days'`;

/** Codes, tokens and waiting requests of the OAuth server are good for a month at most. */
const EXPIRED_OAUTH = `DELETE FROM oauth_records WHERE expires_at < now()`;

/** A day after its end nobody asks what a client token was; so many may be made that they aren’t kept longer. */
const EXPIRED_CLIENT_TOKENS = `
  DELETE FROM api_keys WHERE purpose = 'client' AND expires_at < now() - interval '1 day'`;

/** Deletes what is past its time: changes, processes, attempts, links, sessions, OAuth’s records, client tokens. */
export async function deleteExpired(pool: pg.Pool): Promise<void> {
  await pool.query(EXPIRED_CHANGES);
  await pool.query(EXPIRED_PROCESSES);
  await pool.query(EXPIRED_ATTEMPTS);
  await pool.query(EXPIRED_LINKS);
  await pool.query(EXPIRED_SESSIONS);
  await pool.query(EXPIRED_OAUTH);
  await pool.query(EXPIRED_CLIENT_TOKENS);
}
