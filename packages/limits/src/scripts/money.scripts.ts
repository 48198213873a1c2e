/**
 * What moves a tenant's balance besides admission and settlement. `free` is always made anew from its three parts by
 * HSET and HINCRBY of strings, so no Lua number ever holds money.
 */

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
local function record(tenant, field, used)
  local known = redis.call('HGET', tenant, field)
  if not known or tonumber(known) < tonumber(used) then redis.call('HSET', tenant, field, used) end
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
export const CONFIRM_SCRIPT = `${RECOMPUTE_FREE}
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
      for counter in string.gmatch(counters, '[^,]+') do redis.call('HINCRBY', KEYS[3], counter, -1) end
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
if not epoch or tonumber(epoch) < tonumber(ARGV[1]) then redis.call('HSET', KEYS[1], 'epoch', ARGV[1]) end
recompute(KEYS[1])
return 1
`;

/** Raise the epoch of a tenant that is loaded. KEYS 1 tenant. ARGV 1 epoch. */
export const RAISE_EPOCH_SCRIPT = `
local epoch = redis.call('HGET', KEYS[1], 'epoch')
if not epoch or tonumber(epoch) >= tonumber(ARGV[1]) then return 0 end
redis.call('HSET', KEYS[1], 'epoch', ARGV[1])
return 1
`;

/**
 * Raise a hold to a total: the same again changes nothing, and after a lost answer the next total makes it right.
 * KEYS 1 holds, 2 tenant. ARGV 1 hold field, 2 total, 3 its negative.
 * Replies 1 the hold is that large (now or before), 0 the balance can't carry it, -1 the hold is gone.
 */
export const EXTEND_SCRIPT = `
local hold = redis.call('HGET', KEYS[1], ARGV[1])
if not hold then return -1 end
local owner, held, rest = string.match(hold, '^([^|]*)|([^|]*)(|.*)$')
if #held > #ARGV[2] or (#held == #ARGV[2] and held >= ARGV[2]) then return 1 end
if type(redis.pcall('HINCRBY', KEYS[2], 'free', ARGV[3])) ~= 'number' then return 0 end
if redis.call('HINCRBY', KEYS[2], 'free', held) < 0 then
  if held ~= '0' then redis.call('HINCRBY', KEYS[2], 'free', '-' .. held) end
  redis.call('HINCRBY', KEYS[2], 'free', ARGV[2])
  return 0
end
redis.call('HINCRBY', KEYS[2], 'held', held)
redis.call('HINCRBY', KEYS[2], 'held', ARGV[3])
redis.call('HSET', KEYS[1], ARGV[1], owner .. '|' .. ARGV[2] .. rest)
return 1
`;

/**
 * Release a hold that no call stands behind any more. KEYS 1 holds, 2 tenant. ARGV 1 hold field, 2 owner.
 * Replies 1 when released.
 */
export const RELEASE_SCRIPT = `
local hold = redis.call('HGET', KEYS[1], ARGV[1])
if not hold then return 0 end
local owner, held, scopes, counters = string.match(hold, '^([^|]*)|([^|]*)|([^|]*)|([^|]*)|')
if owner ~= ARGV[2] then return 0 end
redis.call('HDEL', KEYS[1], ARGV[1])
if held ~= '0' then
  redis.call('HINCRBY', KEYS[2], 'held', held)
  redis.call('HINCRBY', KEYS[2], 'free', held)
end
for scope in string.gmatch(scopes, '[^,]+') do redis.call('HINCRBY', KEYS[2], scope, -1) end
for counter in string.gmatch(counters, '[^,]+') do redis.call('HINCRBY', KEYS[2], counter, -1) end
return 1
`;
