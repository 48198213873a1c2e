import { COUNTERS } from './counters.script.js';
import { BUDGET_FUNCTIONS, READ_BUDGET } from './limit-kinds.script.js';

/**
 * What moves a tenant's balance besides admission and settlement. `free` is always made anew from its three parts by
 * HSET and HINCRBY of strings, so no Lua number ever holds money.
 */

/** Counts of periods older than this are nobody's any more: none is longer than a month, in any time zone. */
const DAYS_KEPT = 40;
/** A tenant with more fields than this has some looked through with each new count: there may be one per user and day. */
const MANY_FIELDS = 512;

/** Amounts recorded are compared as texts of digits: they may be money. */
const RECOMPUTE_FREE = `
local function recompute(tenant)
  redis.call('HSET', tenant, 'free', redis.call('HGET', tenant, 'posted') or '0')
  redis.call('HINCRBY', tenant, 'free', redis.call('HGET', tenant, 'held') or '0')
  redis.call('HINCRBY', tenant, 'free', redis.call('HGET', tenant, 'pend') or '0')
end
local function post(tenant, posted, version)
  local known = redis.call('HGET', tenant, 'ver')
  if known and tonumber(known) >= tonumber(version) then return 0 end
  redis.call('HSET', tenant, 'posted', posted, 'ver', version)
  return 1
end
local function tidy(tenant)
  local time = redis.call('TIME')
  local old = (tonumber(time[1]) - ${DAYS_KEPT} * 86400) * 1000
  local reply = redis.call('HSCAN', tenant, redis.call('HGET', tenant, 'tidy') or '0', 'COUNT', '64')
  for i = 1, #reply[2], 2 do
    local start = string.match(reply[2][i], '^Q:.*:(%d+)$')
    if start and tonumber(start) < old then redis.call('HDEL', tenant, reply[2][i]) end
  end
  redis.call('HSET', tenant, 'tidy', reply[1])
end
local function record(tenant, field, used)
  local known = redis.call('HGET', tenant, field)
  if known and (#known > #used or (#known == #used and known >= used)) then return end
  redis.call('HSET', tenant, field, used)
  if not known and redis.call('HLEN', tenant) > ${MANY_FIELDS} then tidy(tenant) end
end
`;

/**
 * Confirm: a batch was committed. Posts the balance at its version and the quotas' counts, and drops what was pending,
 * so that any order of confirmations errs low on what is available.
 * A value of another form than settlement writes is dropped as it is: the worker parked it, and it must not block its
 * shard.
 * KEYS 1 pendings, 2 events, 3 tenant. ARGV 1 posted, 2 version, 3 quotas, then the field and count of each, then event
 * fields. Replies the fields dropped.
 */
export const CONFIRM_SCRIPT = `${RECOMPUTE_FREE}${COUNTERS}
local dropped = {}
local first = 4 + 2 * tonumber(ARGV[3])
for i = first, #ARGV do
  local pending = redis.call('HGET', KEYS[1], ARGV[i])
  redis.call('LREM', KEYS[2], 1, ARGV[i])
  if pending then
    local charge, overrun, counters = string.match(pending, '^([^|]*)|([^|]*)|([^|]*)|')
    if charge then
      redis.call('HINCRBY', KEYS[3], 'pend', charge)
      if overrun ~= '0' then redis.call('HINCRBY', KEYS[3], 'pend', overrun) end
      if counters ~= '' then giveBack(KEYS[3], counters, charge) end
    end
    redis.call('HDEL', KEYS[1], ARGV[i])
    dropped[#dropped + 1] = ARGV[i]
  end
end
if ARGV[1] ~= '' then post(KEYS[3], ARGV[1], ARGV[2]) end
for i = 4, first - 2, 2 do record(KEYS[3], ARGV[i], ARGV[i + 1]) end
recompute(KEYS[3])
return dropped
`;

/** Post: a grant or correction changed the balance. KEYS 1 tenant. ARGV 1 posted, 2 version. Replies 1 when newer. */
export const POST_SCRIPT = `${RECOMPUTE_FREE}
local newer = post(KEYS[1], ARGV[1], ARGV[2])
recompute(KEYS[1])
return newer
`;

/**
 * Load: what Postgres knows of a tenant, into a shard that doesn't know it. What is held and pending is there already,
 * of both money and quotas. KEYS 1 tenant. ARGV 1 epoch, 2 posted, 3 version, then quota field, count, …
 */
export const LOAD_SCRIPT = `${RECOMPUTE_FREE}
post(KEYS[1], ARGV[2], ARGV[3])
local epoch = redis.call('HGET', KEYS[1], 'epoch')
for i = 4, #ARGV, 2 do record(KEYS[1], ARGV[i], ARGV[i + 1]) end
if not epoch or tonumber(epoch) <= tonumber(ARGV[1]) then
  redis.call('HSET', KEYS[1], 'epoch', ARGV[1])
  redis.call('HDEL', KEYS[1], 'news')
end
recompute(KEYS[1])
return 1
`;

/**
 * Raise the epoch of a tenant that is loaded, and have it loaded anew: a limit that is new may count from an amount that
 * only PostgreSQL knows. KEYS 1 tenant. ARGV 1 epoch.
 */
export const RAISE_EPOCH_SCRIPT = `
local epoch = redis.call('HGET', KEYS[1], 'epoch')
if not epoch or tonumber(epoch) >= tonumber(ARGV[1]) then return 0 end
redis.call('HSET', KEYS[1], 'epoch', ARGV[1], 'news', '1')
return 1
`;

/**
 * Raise a hold to a total: the same again changes nothing, and after a lost answer the next total makes it right. The
 * budgets the call is counted against carry it too, or it isn't raised.
 * KEYS 1 holds, 2 tenant. ARGV 1 hold field, 2 total, 3 its negative, 4 enforce balance 0|1, then scope and limit of each
 * hard budget. Replies 1 the hold is that large (now or before), 0 the balance or a budget can't carry it, -1 the hold is
 * gone.
 */
export const EXTEND_SCRIPT = `local ${BUDGET_FUNCTIONS}
${READ_BUDGET}
local hold = redis.call('HGET', KEYS[1], ARGV[1])
if not hold then return -1 end
local owner, held, rest, counters = string.match(hold, '^([^|]*)|([^|]*)(|[^|]*|([^|]*)|.*)$')
if #held > #ARGV[2] or (#held == #ARGV[2] and held >= ARGV[2]) then return 1 end
local limits, budgets = {}, {}
for at = 5, #ARGV, 2 do limits[ARGV[at]] = ARGV[at + 1] end
for scope, start in string.gmatch(counters, 'q:(m:[^,]*):(%d+)') do
  local field = 'q:' .. scope .. ':' .. start
  budgets[#budgets + 1] = field
  if limits[scope] then
    redis.call('HINCRBY', KEYS[2], field, negated(held))
    local _, _, fits = readBudget(KEYS[2], field, 'Q:' .. scope .. ':' .. start, limits[scope], ARGV[2])
    redis.call('HINCRBY', KEYS[2], field, held)
    if not fits then return 0 end
  end
end
if type(redis.pcall('HINCRBY', KEYS[2], 'free', ARGV[3])) ~= 'number' then return 0 end
if redis.call('HINCRBY', KEYS[2], 'free', held) < 0 and ARGV[4] == '1' then
  if held ~= '0' then redis.call('HINCRBY', KEYS[2], 'free', '-' .. held) end
  redis.call('HINCRBY', KEYS[2], 'free', ARGV[2])
  return 0
end
redis.call('HINCRBY', KEYS[2], 'held', held)
redis.call('HINCRBY', KEYS[2], 'held', ARGV[3])
for _, field in ipairs(budgets) do
  redis.call('HINCRBY', KEYS[2], field, negated(held))
  redis.call('HINCRBY', KEYS[2], field, ARGV[2])
end
redis.call('HSET', KEYS[1], ARGV[1], owner .. '|' .. ARGV[2] .. rest)
return 1
`;

/**
 * Release a hold that no call stands behind any more. KEYS 1 holds, 2 tenant, then its claim, where it has one.
 * ARGV 1 hold field, 2 owner. Replies 1 when released.
 */
export const RELEASE_SCRIPT = `${COUNTERS}
local hold = redis.call('HGET', KEYS[1], ARGV[1])
if not hold then return 0 end
local owner, held, slots, counters = string.match(hold, '^([^|]*)|([^|]*)|([^|]*)|([^|]*)|')
if owner ~= ARGV[2] then return 0 end
redis.call('HDEL', KEYS[1], ARGV[1])
if held ~= '0' then
  redis.call('HINCRBY', KEYS[2], 'held', held)
  redis.call('HINCRBY', KEYS[2], 'free', held)
end
freeSlots(KEYS[2], slots, 0)
giveBack(KEYS[2], counters, held)
if KEYS[3] then
  local claim = redis.call('GET', KEYS[3])
  local state, request = string.match(claim or '', '^(%u)|%x*|([%x%-]*)|')
  if request == string.match(ARGV[1], '/(.*)$') and (state == 'R' or state == 'G') then redis.call('DEL', KEYS[3]) end
end
return 1
`;
