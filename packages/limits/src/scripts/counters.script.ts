/**
 * What a hold's record says was taken from limits, and how it is given back, in Lua.
 *
 *   c:<scope>                     one call in flight, a field of the tenant
 *   w:<scope>@<slot>=<n>          n tokens of a window's slot; the window is a key of its own in the tenant's slot, whose
 *                                 name follows from the tenant's
 *   q:<scope>:<start>             one request of a period's quota, a field of the tenant
 *   q:t:<scope>:<start>=<n>       n tokens of a quota
 *   q:m:<scope>:<start>           a budget's money: as much as is held, once it is pending as much as is charged
 *
 * Amounts of money stay texts. A count that comes to nothing is removed: there may be one for each user of a tenant.
 */
export const COUNTERS = `
local function addTo(tenant, field, amount)
  if redis.call('HINCRBY', tenant, field, amount) == 0 then redis.call('HDEL', tenant, field) end
end
local function whole(number) return string.format('%.0f', number) end
local function isBudget(counter) return string.sub(counter, 1, 4) == 'q:m:' end
local function amountOf(counter)
  local mark = string.find(counter, '=', 1, true)
  if not mark then return counter end
  return string.sub(counter, 1, mark - 1), string.sub(counter, mark + 1)
end
local function correctWindow(tenant, entry, used)
  local scope, slot, reserved = string.match(entry, '^w:(.*)@(%d+)=(%d+)$')
  local base, id = string.match(tenant, '^(.*)t:([^:]*)$')
  if not scope or not base then return end
  local key = base .. 'w:' .. id .. ':' .. scope
  local count = redis.call('HGET', key, slot)
  if not count then return end
  local change = math.max(used - tonumber(reserved), -tonumber(count))
  if change == 0 then return end
  redis.call('HINCRBY', key, slot, whole(change))
  redis.call('HINCRBY', key, 'n', whole(change))
end
local function freeSlots(tenant, slots, usedTokens)
  for slot in string.gmatch(slots, '[^,]+') do
    if string.sub(slot, 1, 2) == 'c:' then addTo(tenant, slot, -1) else correctWindow(tenant, slot, usedTokens) end
  end
end
local function giveBack(tenant, counters, money)
  for counter in string.gmatch(counters, '[^,]+') do
    local field, amount = amountOf(counter)
    if isBudget(counter) then amount = money end
    if amount ~= '0' then addTo(tenant, field, '-' .. (amount or '1')) end
  end
end
`;
