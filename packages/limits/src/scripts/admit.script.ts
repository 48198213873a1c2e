import { READ_CLAIM } from './claim.scripts.js';
import { BUDGET_FUNCTIONS, READ_BUDGET, READ_WINDOW, WINDOW_FUNCTIONS } from './limit-kinds.script.js';

/** Not a function: making one costs every call, and few are signed. */
const TAKE_NONCE = `if nonceKey then redis.call('SET', nonceKey, string.match(ARGV[1], '/(.*)$'), 'PX', ARGV[12]) end`;

/**
 * Admission: every tenant-scoped limit, the balance, the caller's epoch, the claim of an idempotency key and the nonce of
 * a signature, decided and held in one script.
 *
 * Everything is read and decided first, all limits before any refuses: of several that do, the one that takes longest to
 * clear is named. The first write that lasts is the balance, undone when it goes below zero; a refused call changes
 * nothing. Money is touched by HINCRBY alone and decided by the sign of its reply; a hold and its undo pass through Lua
 * as the strings the client sent. Requests, tokens and times are counts far below 2^53. A hold beyond 64 bits is refused
 * as one that no balance carries.
 *
 * A caller that is newer than the epoch here finds the tenant cold, and so does the first after the epoch was raised: a
 * limit that is new in Postgres may count from an amount that only Postgres knows.
 *
 * A request that has its hold already (sent again after a lost answer) is admitted again and takes nothing: refused for
 * the slot it holds itself, it would keep that slot and its hold for the life of the process.
 *
 * A claim is looked at before any limit, so that asking again for what was made already takes nothing and is refused by
 * none, and is taken last, with the hold: a call that is refused leaves its key free. A nonce is looked at before that,
 * and taken by whatever answers the caller with something.
 *
 * KEYS 1 meta, 2 tenant, 3 holds, then the claim, then the nonce, of a call that has them, then one for each rate, paced
 *      and window limit
 * ARGV 1 hold field, 2 owner, 3 epoch, 4 hold (base units), 5 its negative, 6 enforce balance 0|1, 7 hold record's
 *      context, 8 mode: t takes all; p peeks: decides on epoch, rates, windows of requests and the balance, and takes
 *      no more than those rates and windows; l looks, and takes nothing; 9 limits,
 *      10 claim's digest or '', 11 ms to keep it, 12 ms to keep the nonce or '', then per limit its kind and
 *      r rate, p paced: µs per request, how far ahead of now it may arrive in µs
 *      w requests, v tokens per window: limit, ms of a slot, slots to keep, cost
 *      c concurrency: scope, limit
 *      q requests, t tokens per period: scope, limit, period start ms, its end, the next one's end, cost
 *      m budget: scope, limit, period start ms, its end, the next one's end, hard 0|1
 * Replies, in words parted by spaces (one text costs the process a tenth of what a list does):
 *          LOST | COLD | STALE | REPLAYED | CLAIMED state request | FUNDS free
 *          LIMIT i retry_ms [left reset_ms start_ms] per limit, as it stands
 *          OK now_ms wait_ms [left reset_ms start_ms] per limit, as it stands now that it was taken from
 *          OK … posted held pend, of one that looks
 */
export const ADMIT_SCRIPT = `
local function whole(number) return string.format('%.0f', number) end
local ${WINDOW_FUNCTIONS}
local ${BUDGET_FUNCTIONS}
local gen = redis.call('HGET', KEYS[1], 'gen')
if not gen or string.sub(gen, 1, 2) == 'r:' then return 'LOST' end
local mode, hold = ARGV[8], ARGV[4]
local again = mode == 't' and redis.call('HEXISTS', KEYS[3], ARGV[1]) == 1
local takes = mode == 't' and not again
if not again then
  local known = redis.call('HMGET', KEYS[2], 'epoch', 'news')
  if not known[1] then return 'COLD' end
  if known[1] ~= ARGV[3] then return tonumber(known[1]) > tonumber(ARGV[3]) and 'STALE' or 'COLD' end
  if known[2] then return 'COLD' end
end
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local nowMs = math.floor(now / 1000)

local key = 4
local claimKey, nonceKey
if ARGV[10] ~= '' then claimKey = KEYS[key]; key = key + 1 end
if ARGV[12] ~= '' then nonceKey = KEYS[key]; key = key + 1 end
if nonceKey then
  local request = string.match(ARGV[1], '/(.*)$')
  local taker = redis.call('GET', nonceKey)
  if taker and taker ~= request then return 'REPLAYED' end
end
if claimKey and takes then
  ${READ_CLAIM}
  local state, request = readClaim(claimKey, KEYS[3], ARGV[1], ARGV[10], nowMs)
  if state then
    ${TAKE_NONCE}
    return 'CLAIMED ' .. state .. ' ' .. request
  end
end

local limits = tonumber(ARGV[9])
local kinds, taken, costs, lefts, resets, starts, laters, names, cells = {}, {}, {}, {}, {}, {}, {}, {}, {}
local refused, longest, waitMs = nil, -1, 0
local at = 13
for i = 1, limits do
  local kind = ARGV[at]
  local cost, left, reset, start, later, counts, retry = 1, 0, '0', '0', nil, takes, nil
  if kind == 'r' or kind == 'p' then
    local interval, bound = tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2]); at = at + 3
    local arrival = tonumber(redis.call('GET', KEYS[key]) or '0')
    if arrival < now then arrival = now end
    counts = takes or (mode == 'p' and kind == 'r')
    left = math.floor((bound + now - arrival) / interval) + 1
    if left < 1 and counts then retry = math.ceil((arrival - now - bound) / 1000) end
    if kind == 'p' then
      local ahead = math.ceil((arrival - (again and interval or 0) - now) / 1000)
      if mode == 't' and ahead > waitMs then waitMs = ahead end
    end
    names[i] = KEYS[key]; cells[i] = arrival + interval; key = key + 1
    reset = math.ceil(arrival / 1000); later = math.ceil((arrival + interval) / 1000)
  elseif kind == 'c' then
    local field = 'c:' .. ARGV[at + 1]
    left = tonumber(ARGV[at + 2]) - tonumber(redis.call('HGET', KEYS[2], field) or '0'); at = at + 3
    if left < 1 and takes then retry = 1000 end
    cells[i] = field
  elseif kind == 'w' or kind == 'v' then
    local limit, slotMs, keep = tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3])
    cost = tonumber(ARGV[at + 4]); at = at + 5
    if not readWindow then
      ${READ_WINDOW}
    end
    local window, newest = {slotMs = slotMs, keep = keep}, nil
    names[i] = KEYS[key]; key = key + 1
    window.total, window.first, window.slot, newest, window.out = readWindow(names[i], slotMs, keep, nowMs)
    counts = takes or (mode == 'p' and kind == 'w')
    left = limit - window.total
    reset = newest and (newest + keep) * slotMs or nowMs
    later = (window.slot + keep) * slotMs
    if keep == 1 then start = whole(window.slot * slotMs) end
    if left < cost and counts then
      retry = windowClearsMs(names[i], window.first, window.slot, slotMs, keep, cost - left) - nowMs
    end
    cells[i] = window
  else
    start = ARGV[at + 3]; reset = ARGV[at + 4]
    if nowMs >= tonumber(reset) then start = reset; reset = ARGV[at + 5] end
    local period = ARGV[at + 1] .. ':' .. start
    local field = 'q:' .. period
    if kind == 'm' then
      if not readBudget then
        ${READ_BUDGET}
      end
      local fits
      left, later, fits = readBudget(KEYS[2], field, 'Q:' .. period, ARGV[at + 2], hold)
      if not fits and takes and hold ~= '0' and ARGV[at + 6] == '1' then retry = tonumber(reset) - nowMs end
    else
      local used = redis.call('HMGET', KEYS[2], field, 'Q:' .. period)
      cost = tonumber(ARGV[at + 6])
      left = tonumber(ARGV[at + 2]) - tonumber(used[1] or '0') - tonumber(used[2] or '0')
      if left < cost and takes then retry = tonumber(reset) - nowMs end
    end
    at = at + 7
    cells[i] = field
  end
  if retry and retry > longest then refused, longest = i, retry end
  kinds[i], taken[i], costs[i], lefts[i], resets[i], starts[i], laters[i] = kind, counts, cost, left, reset, start, later
end

local function standings(head, isTaken)
  for i = 1, limits do
    local counted, left, reset = isTaken and taken[i], lefts[i], resets[i]
    if kinds[i] == 'm' then
      if counted then left = laters[i] end
      left = string.sub(left, 1, 1) == '-' and '0' or left
    else
      if counted then left, reset = left - costs[i], laters[i] or reset end
      left = left > 0 and whole(left) or '0'
    end
    if type(reset) == 'number' then reset = whole(reset) end
    local at = #head
    head[at + 1], head[at + 2], head[at + 3] = left, reset, starts[i]
  end
  return table.concat(head, ' ')
end
if refused then return standings({'LIMIT', refused, whole(math.max(1, longest))}, false) end
if again then return standings({'OK', whole(nowMs), whole(waitMs)}, false) end
if mode == 'l' then
  ${TAKE_NONCE}
  local money = redis.call('HMGET', KEYS[2], 'posted', 'held', 'pend')
  return standings({'OK', whole(nowMs), '0'}, false) .. ' ' .. (money[1] or '0') .. ' ' .. (money[2] or '0') .. ' ' .. (money[3] or '0')
end

if hold ~= '0' and (takes or ARGV[6] == '1') then
  local free = redis.pcall('HINCRBY', KEYS[2], 'free', ARGV[5])
  local counted = type(free) == 'number'
  local carried = counted and (free >= 0 or ARGV[6] ~= '1')
  if carried and takes then carried = type(redis.pcall('HINCRBY', KEYS[2], 'held', ARGV[5])) == 'number' end
  if counted and not (carried and takes) then redis.call('HINCRBY', KEYS[2], 'free', hold) end
  if not carried then return 'FUNDS ' .. redis.call('HGET', KEYS[2], 'free') end
end
${TAKE_NONCE}

local slots, counters = {}, {}
for i = 1, limits do
  local kind, cell = kinds[i], cells[i]
  if not taken[i] then
  elseif kind == 'r' or kind == 'p' then
    redis.call('SET', names[i], whole(cell), 'PX', math.ceil((cell - now) / 1000) + 1000)
  elseif kind == 'c' then
    redis.call('HINCRBY', KEYS[2], cell, 1)
    slots[#slots + 1] = cell
  elseif kind == 'w' or kind == 'v' then
    countInWindow(names[i], cell, costs[i], nowMs)
    if kind == 'v' then
      slots[#slots + 1] = 'w:' .. string.sub(names[i], #KEYS[2] + 2) .. '@' .. whole(cell.slot) .. '=' .. whole(costs[i])
    end
  elseif kind == 'm' then
    if hold ~= '0' then redis.call('HINCRBY', KEYS[2], cell, hold) end
    counters[#counters + 1] = cell
  else
    redis.call('HINCRBY', KEYS[2], cell, costs[i])
    counters[#counters + 1] = kind == 't' and cell .. '=' .. whole(costs[i]) or cell
  end
end
if takes then
  redis.call('HSET', KEYS[3], ARGV[1],
    ARGV[2] .. '|' .. hold .. '|' .. table.concat(slots, ',') .. '|' .. table.concat(counters, ',') .. '|' .. ARGV[7])
  if claimKey then
    local request = string.match(ARGV[1], '/(.*)$')
    redis.call('SET', claimKey, 'R|' .. ARGV[10] .. '|' .. request .. '|' .. whole(nowMs), 'PX', ARGV[11])
  end
end
return standings({'OK', whole(nowMs), whole(waitMs)}, true)
`;
