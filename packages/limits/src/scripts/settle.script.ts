import { COUNTERS } from './counters.script.js';

/**
 * Settlement of all calls of one shard that ended in one turn of a process: each hold becomes a pending exact charge,
 * its slots are freed, its windows are corrected to what was used, and its usage event joins the shard's list, all or
 * nothing.
 *
 * Safe to repeat: an event already pending is left alone, but for a hold that came back since. A hold that is gone
 * (lost, or reaped) releases nothing, the charge still counts. What a prepaid charge exceeds both its hold and the free
 * balance by is overrun, kept apart with the event; of a tenant that isn't loaded the balance is unknown, so nothing is
 * overrun. A charge within its hold never is: the free balance may look lower than it is while confirmations are under
 * way. A charge beyond 64 bits is not counted here and left to the ledger, so that it can't block its shard.
 *
 * A call counts against quotas and budgets from its hold until its event is confirmed: requests as one, tokens as many
 * as were reserved and now as were used, money as much as was held and now as is charged. One that doesn't count frees
 * requests and tokens; what it is charged counts all the same. Of a call whose hold is gone the event says which quotas
 * these are.
 *
 * KEYS 1 holds, 2 pendings, 3 events, 4… tenants
 * ARGV 1 calls, then per call: index of its tenant in KEYS, hold field, event field, charge (base units), its
 *      negative, enforce balance 0|1, counts against quotas 0|1, required owner ('' for any), event json, tokens used
 * Replies, per call: 1 settled, 0 was pending already, -1 hold missing or of another owner though one was required
 */
export const SETTLE_SCRIPT = `${COUNTERS}
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
      fields[i] = 'q:' .. quota.scope .. ':' .. whole(quota.periodStartMs)
      if string.sub(quota.scope, 1, 2) == 't:' then fields[i] = fields[i] .. '=0' end
    end
  end
  return table.concat(fields, ',')
end
local function replace(tenant, counters, call)
  local kept = {}
  for counter in string.gmatch(counters, '[^,]+') do
    local field, reserved = amountOf(counter)
    if isBudget(counter) then
      if call.held ~= '0' then addTo(tenant, field, '-' .. call.held) end
      if call.charge ~= '0' then addTo(tenant, field, call.charge) end
      kept[#kept + 1] = field
    else
      local before = call.isHeld and tonumber(reserved or 1) or 0
      local after = call.counts and (reserved and call.tokens or 1) or 0
      if after ~= before then addTo(tenant, field, whole(after - before)) end
      if after > 0 then kept[#kept + 1] = reserved and field .. '=' .. whole(after) or field end
    end
  end
  return table.concat(kept, ',')
end
local results = {}
local at = 2
for n = 1, tonumber(ARGV[1]) do
  local tenant = KEYS[tonumber(ARGV[at])]
  local holdField, eventField = ARGV[at + 1], ARGV[at + 2]
  local charge, negative = ARGV[at + 3], ARGV[at + 4]
  local owner, json, tokens = ARGV[at + 7], ARGV[at + 8], tonumber(ARGV[at + 9])
  local hold = redis.call('HGET', KEYS[1], holdField)
  local held, slots, counters = '0', '', ''
  local counts = ARGV[at + 6] ~= '0'
  if hold then
    local heldBy, ofHold, slotsOfHold, countersOfHold = string.match(hold, '^([^|]*)|([^|]*)|([^|]*)|([^|]*)|')
    if owner ~= '' and heldBy ~= owner then hold = false
    else held, slots, counters = ofHold, slotsOfHold, countersOfHold end
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
      if slots ~= '' then freeSlots(tenant, slots, counts and tokens or 0) end
      if known then giveBack(tenant, counters, held) end
    elseif not known then
      counters = countersOf(json)
    end
    if known then
      results[n] = 0
    else
      local overrun = '0'
      if charge ~= '0' and not count(tenant, charge, negative) then charge = '0' end
      if charge ~= '0' then
        if ARGV[at + 5] == '1' and redis.call('HEXISTS', tenant, 'epoch') == 1 then
          overrun = overrunOf(tenant, held, negative)
        end
        if overrun ~= '0' then
          local back = string.sub(overrun, 2)
          redis.call('HINCRBY', tenant, 'free', back)
          redis.call('HINCRBY', tenant, 'pend', back)
        end
      end
      -- Requests that were counted when the call was let in stay counted: nothing to do for most.
      local stays = hold and counts and not string.find(counters, '=', 1, true) and not string.find(counters, 'q:m:', 1, true)
      if counters ~= '' and not stays then
        local call = {isHeld = hold, held = held, charge = charge, counts = counts, tokens = tokens}
        counters = replace(tenant, counters, call)
      end
      redis.call('HSET', KEYS[2], eventField, charge .. '|' .. overrun .. '|' .. counters .. '|' .. json)
      redis.call('RPUSH', KEYS[3], eventField)
      results[n] = 1
    end
  end
  at = at + 10
end
return results
`;
