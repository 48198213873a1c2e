/**
 * Claims: which call was made under an idempotency key, and what became of it. One text per key, in the tenant's slot:
 * `<state>|<digest of the request>|<request id>|<since, Unix ms by Redis time>`.
 *
 *   R running   the call was admitted under it
 *   G going     its hold was found gone before its answer was known to be kept: settled a moment ago, or nobody is left
 *   S stored    its answer is kept
 *   L lost      it has ended, and its answer is not kept
 *   I interrupted  nobody is left to end it; for good, so that no two askers hear different things
 *
 * A claim whose hold is there runs, whoever asks and however long it takes: the reaper settles the holds of the dead.
 */

/** From a hold that is gone to its answer being kept is a matter of milliseconds, and at most one second is waited for it. */
export const CLAIM_GRACE_MS = 5_000;

/** In Lua: what an asker of the given digest is to hear, and whose call it is; nothing for a key that is free. */
export const READ_CLAIM = `
local CLAIM = '^(%u)|(%x*)|([%x%-]*)|(%d+)$'
local SAYS = {S = 'stored', L = 'lost', I = 'interrupted'}
local function writeClaim(key, state, digest, request, ms)
  redis.call('SET', key, state .. '|' .. digest .. '|' .. request .. '|' .. string.format('%.0f', ms), 'KEEPTTL')
end
local function readClaim(key, holds, field, digest, nowMs)
  local claim = redis.call('GET', key)
  if not claim then return nil end
  local tenant = string.match(field, '^([^/]*)/')
  local state, claimed, request, since = string.match(claim, CLAIM)
  if claimed ~= digest then return 'mismatch', request end
  if SAYS[state] then return SAYS[state], request end
  if redis.call('HEXISTS', holds, tenant .. '/' .. request) == 1 then return 'running', request end
  if state == 'R' then
    writeClaim(key, 'G', claimed, request, nowMs)
    return 'running', request
  end
  if nowMs - tonumber(since) < ${CLAIM_GRACE_MS} then return 'running', request end
  writeClaim(key, 'I', claimed, request, nowMs)
  return 'interrupted', request
end
`;

/**
 * A call under a claim has ended. One that others were told is interrupted stays so; one that Redis lost is written
 * anew. KEYS 1 claim. ARGV 1 state, 2 digest, 3 request id, 4 ms to keep it. Replies 1 when written.
 */
export const END_CLAIM_SCRIPT = `
local claim = redis.call('GET', KEYS[1])
if claim then
  local state, _, request = string.match(claim, '^(%u)|(%x*)|([%x%-]*)|')
  if request ~= ARGV[3] or state == 'I' then return 0 end
end
local time = redis.call('TIME')
local ms = string.format('%.0f', tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000))
redis.call('SET', KEYS[1], ARGV[1] .. '|' .. ARGV[2] .. '|' .. ARGV[3] .. '|' .. ms, 'PX', ARGV[4])
return 1
`;

/**
 * Nobody is left to end the call under a claim. KEYS 1 claim. ARGV 1 request id. Replies 1 when it was still running.
 */
export const INTERRUPT_CLAIM_SCRIPT = `
local claim = redis.call('GET', KEYS[1])
if not claim then return 0 end
local state, rest, request = string.match(claim, '^(%u)(|%x*|([%x%-]*)|%d+)$')
if request ~= ARGV[1] or (state ~= 'R' and state ~= 'G') then return 0 end
redis.call('SET', KEYS[1], 'I' .. rest, 'KEEPTTL')
return 1
`;
