/**
 * Settlement of all calls of one shard that ended in one turn of a process: each hold becomes a pending exact charge,
 * its slots are freed, and its usage event joins the shard's list, all or nothing.
 *
 * Safe to repeat: an event already pending is left alone, but for a hold that came back since. A hold that is gone
 * (lost, or reaped) releases nothing, the charge still counts. What a prepaid charge exceeds both its hold and the free
 * balance by is overrun, kept apart with the event; of a tenant that isn't loaded the balance is unknown, so nothing is
 * overrun. A charge within its hold never is: the free balance may look lower than it is while confirmations are under
 * way. A charge beyond 64 bits is not counted here and left to the ledger, so that it can't block its shard.
 *
 * A call that counts against quotas counts from its hold until its event is confirmed; of one whose hold is gone the
 * event says which quotas these are.
 *
 * KEYS 1 holds, 2 pendings, 3 events, 4… tenants
 * ARGV 1 calls, then per call: index of its tenant in KEYS, hold field, event field, charge (base units), its
 *      negative, enforce balance 0|1, counts against quotas 0|1, required owner ('' for any), event json
 * Replies, per call: 1 settled, 0 was pending already, -1 hold missing or of another owner though one was required
 */
export const SETTLE_SCRIPT = `
local function count(tenant, charge, negative)
  if type(redis.pcall('HINCRBY', tenant, 'free', negative)) ~= 'number' then return false end
  if type(redis.pcall('HINCRBY', tenant, 'pend', negative)) == 'number' then return true end
  redis.call('HINCRBY', tenant, 'free', charge)
  return false
end
local function overrunOf(tenant, held, negative)
  if redis.call('HINCRBY', tenant, 'free', '0') >= 0 then return '0' end
  redis.call('HSET', tenant, 'scratch', held)
  local withinHold = redis.call('HINCRBY', tenant, 'scratch', negative) >= 0
  local excess = redis.call('HGET', tenant, 'scratch')
  local free = redis.call('HGET', tenant, 'free')
  local shortBefore = false
  if not withinHold then
    redis.call('HSET', tenant, 'scratch', free)
    shortBefore = redis.call('HINCRBY', tenant, 'scratch', string.sub(excess, 2)) < 0
  end
  redis.call('HDEL', tenant, 'scratch')
  if withinHold then return '0' end
  return shortBefore and excess or free
end
local function countersOf(json)
  local decoded, event = pcall(cjson.decode, json)
  local fields = {}
  if decoded and type(event) == 'table' and type(event.quotas) == 'table' then
    for i, quota in ipairs(event.quotas) do
      fields[i] = 'q:' .. quota.scope .. ':' .. string.format('%.0f', quota.periodStartMs)
    end
  end
  return table.concat(fields, ',')
end
local function addTo(tenant, counters, one)
  for counter in string.gmatch(counters, '[^,]+') do redis.call('HINCRBY', tenant, counter, one) end
end
local results = {}
local at = 2
for n = 1, tonumber(ARGV[1]) do
  local tenant = KEYS[tonumber(ARGV[at])]
  local holdField, eventField = ARGV[at + 1], ARGV[at + 2]
  local charge, negative = ARGV[at + 3], ARGV[at + 4]
  local owner = ARGV[at + 7]
  local hold = redis.call('HGET', KEYS[1], holdField)
  local held, scopes, counters
  local counts = ARGV[at + 6] ~= '0'
  if hold then
    local heldBy
    heldBy, held, scopes, counters = string.match(hold, '^([^|]*)|([^|]*)|([^|]*)|([^|]*)|')
    if owner ~= '' and heldBy ~= owner then hold = false end
  end
  if owner ~= '' and not hold then
    results[n] = -1
  else
    local known = redis.call('HEXISTS', KEYS[2], eventField) == 1
    if hold then
      redis.call('HDEL', KEYS[1], holdField)
      if held ~= '0' then
        redis.call('HINCRBY', tenant, 'held', held)
        redis.call('HINCRBY', tenant, 'free', held)
      end
      for scope in string.gmatch(scopes, '[^,]+') do redis.call('HINCRBY', tenant, scope, -1) end
      if known or not counts then addTo(tenant, counters, -1) end
    elseif counts and not known then
      counters = countersOf(ARGV[at + 8])
      addTo(tenant, counters, 1)
    end
    if known then
      results[n] = 0
    else
      local overrun = '0'
      if charge ~= '0' and not count(tenant, charge, negative) then charge = '0' end
      if charge ~= '0' then
        if ARGV[at + 5] == '1' and redis.call('HEXISTS', tenant, 'epoch') == 1 then
          overrun = overrunOf(tenant, held or '0', negative)
        end
        if overrun ~= '0' then
          local back = string.sub(overrun, 2)
          redis.call('HINCRBY', tenant, 'free', back)
          redis.call('HINCRBY', tenant, 'pend', back)
        end
      end
      redis.call('HSET', KEYS[2], eventField, charge .. '|' .. overrun .. '|' .. (counts and counters or '') .. '|' .. ARGV[at + 8])
      redis.call('RPUSH', KEYS[3], eventField)
      results[n] = 1
    end
  end
  at = at + 9
end
return results
`;
