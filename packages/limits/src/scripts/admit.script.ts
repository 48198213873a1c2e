/**
 * Admission: every tenant-scoped limit, the balance and the caller's epoch, decided and held in one script.
 *
 * Money is touched by HINCRBY alone and decided by the sign of its reply; a hold and its undo pass through Lua as the
 * strings the client sent, never as Lua numbers. Rates, concurrency and quotas are counts far below 2^53.
 * A caller that is newer than the epoch here raises it: Postgres, where it came from, is ahead of the relay.
 * Everything is read and decided first; the first write is the balance, which is undone when it goes below zero. A hold
 * beyond 64 bits is refused as one that no balance carries.
 *
 * A request that has its hold already (sent again after a lost answer) is admitted again and takes nothing: refused for
 * the slot it holds itself, it would keep that slot and its hold for the life of the process.
 *
 * KEYS 1 meta, 2 tenant, 3 holds, 4… one bucket per rate limit
 * ARGV 1 hold field, 2 owner, 3 epoch, 4 hold (base units), 5 its negative, 6 enforce balance 0|1, 7 hold record's
 *      context, 8 peek 0|1 (decide on epoch, rates and the balance, and take no hold, no slot and no quota), then
 *      9 rate limits, each: µs per request, burst;
 *      concurrency limits, each: scope, limit;
 *      quotas, each: scope, limit, period start ms, period end ms, next period end ms
 * Replies, in words parted by spaces (one text costs the process a tenth of what a list does):
 *          LOST | COLD | STALE | RATE i wait_µs | CONC i in_use | QUOTA i reset_ms | FUNDS free
 *          OK now_ms [remaining full_in_µs] per rate limit, left per concurrency limit, [left period_start_ms reset_ms]
 *          per quota; what is left is never below zero
 */
export const ADMIT_SCRIPT = `
local function whole(number) return string.format('%.0f', number) end
local gen = redis.call('HGET', KEYS[1], 'gen')
if not gen or string.sub(gen, 1, 2) == 'r:' then return 'LOST' end
local peek = ARGV[8] == '1'
local again = not peek and redis.call('HEXISTS', KEYS[3], ARGV[1]) == 1
local epoch = redis.call('HGET', KEYS[2], 'epoch')
if not epoch and not again then return 'COLD' end
if epoch ~= ARGV[3] and not again then
  if tonumber(epoch) > tonumber(ARGV[3]) then return 'STALE' end
  redis.call('HSET', KEYS[2], 'epoch', ARGV[3])
end
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local nowMs = math.floor(now / 1000)
local takes = not peek and not again
local at = 9
local reply = {'OK', whole(nowMs)}

local rates = tonumber(ARGV[at]); at = at + 1
local arrivals = {}
for i = 1, rates do
  local interval = tonumber(ARGV[at]); local capacity = interval * tonumber(ARGV[at + 1]); at = at + 2
  local arrival = tonumber(redis.call('GET', KEYS[3 + i]) or '0')
  if arrival < now then arrival = now end
  if not again then arrival = arrival + interval end
  if arrival - capacity > now and not again then return 'RATE ' .. i .. ' ' .. whole(math.ceil(arrival - capacity - now)) end
  arrivals[i] = arrival
  reply[#reply + 1] = whole(math.max(0, math.floor((now + capacity - arrival) / interval)))
  reply[#reply + 1] = whole(math.ceil(arrival - now))
end

local scopes = {}
local concurrencies = tonumber(ARGV[at]); at = at + 1
for i = 1, concurrencies do
  local field = 'c:' .. ARGV[at]; local limit = tonumber(ARGV[at + 1]); at = at + 2
  local used = tonumber(redis.call('HGET', KEYS[2], field) or '0')
  if used >= limit and takes then return 'CONC ' .. i .. ' ' .. used end
  scopes[i] = field
  reply[#reply + 1] = whole(math.max(0, limit - used - (takes and 1 or 0)))
end

local counters = {}
local quotas = tonumber(ARGV[at]); at = at + 1
for i = 1, quotas do
  local start = ARGV[at + 2]; local reset = tonumber(ARGV[at + 3])
  if nowMs >= reset then start = ARGV[at + 3]; reset = tonumber(ARGV[at + 4]) end
  local period = ARGV[at] .. ':' .. start
  local field = 'q:' .. period
  local used = redis.call('HMGET', KEYS[2], field, 'Q:' .. period)
  local left = tonumber(ARGV[at + 1]) - tonumber(used[1] or '0') - tonumber(used[2] or '0')
  at = at + 5
  if left <= 0 and takes then return 'QUOTA ' .. i .. ' ' .. whole(reset) end
  counters[i] = field
  reply[#reply + 1] = whole(math.max(0, left - (takes and 1 or 0)))
  reply[#reply + 1] = start
  reply[#reply + 1] = whole(reset)
end

if again then return table.concat(reply, ' ') end
if peek and ARGV[4] ~= '0' and ARGV[6] == '1' then
  local free = redis.pcall('HINCRBY', KEYS[2], 'free', ARGV[5])
  local counted = type(free) == 'number'
  if counted then redis.call('HINCRBY', KEYS[2], 'free', ARGV[4]) end
  if not counted or free < 0 then return 'FUNDS ' .. redis.call('HGET', KEYS[2], 'free') end
end
if takes then
  if ARGV[4] ~= '0' then
    local free = redis.pcall('HINCRBY', KEYS[2], 'free', ARGV[5])
    local counted = type(free) == 'number'
    local carried = counted and (free >= 0 or ARGV[6] ~= '1')
    if not carried or type(redis.pcall('HINCRBY', KEYS[2], 'held', ARGV[5])) ~= 'number' then
      if counted then redis.call('HINCRBY', KEYS[2], 'free', ARGV[4]) end
      return 'FUNDS ' .. redis.call('HGET', KEYS[2], 'free')
    end
  end
  for i = 1, concurrencies do redis.call('HINCRBY', KEYS[2], scopes[i], 1) end
  for i = 1, quotas do redis.call('HINCRBY', KEYS[2], counters[i], 1) end
  redis.call('HSET', KEYS[3], ARGV[1],
    ARGV[2] .. '|' .. ARGV[4] .. '|' .. table.concat(scopes, ',') .. '|' .. table.concat(counters, ',') .. '|' .. ARGV[7])
end
for i = 1, rates do
  redis.call('SET', KEYS[3 + i], string.format('%.0f', arrivals[i]), 'PX', math.ceil((arrivals[i] - now) / 1000) + 1000)
end
return table.concat(reply, ' ')
`;
