/**
 * The kinds of limits as admission looks at them, in Lua. Each reads how a limit stands without touching anything; the
 * admission script takes from all of them afterwards, or from none. The functions are assigned to locals that the script
 * declares, and made only where a call needs them: most have no window and no budget.
 */

export const WINDOW_FUNCTIONS = 'slotNames, readWindow, windowClearsMs, countInWindow';
export const BUDGET_FUNCTIONS = 'negated, readBudget';

/** Slots a sliding window is made of, beside the one that is under way. */
export const SLIDING_SLOTS = 60;

/**
 * A window is a hash, gone by itself when all of it has passed: `n` total, `o` oldest slot that is part of it, `l` newest
 * slot, and a count by number of each slot that has one. A slot's number is its start by its length. A fixed window keeps
 * one slot. A sliding one keeps 61: the oldest counts whole until it is out, so it is never above its limit, and errs low
 * by a sixtieth. Time that goes backwards stays in the newest slot.
 *
 * `readWindow` gives the total of what still counts, the first slot that does, the slot to count in, the newest with a
 * count, and the slots that are out and still written down, nil when that is all of them.
 */
export const READ_WINDOW = `
function slotNames(from, to)
  local names = {}
  for slot = from, to do names[#names + 1] = whole(slot) end
  return names
end
function readWindow(key, slotMs, keep, nowMs)
  local slot = math.floor(nowMs / slotMs)
  local cells = redis.call('HMGET', key, 'n', 'o', 'l')
  if not cells[1] then return 0, slot, slot, nil, {} end
  local total, oldest, newest = tonumber(cells[1]), tonumber(cells[2]), tonumber(cells[3])
  if slot < newest then slot = newest end
  local first = slot - keep + 1
  if newest < first then return 0, slot, slot, nil, nil end
  if oldest >= first then return total, oldest, slot, newest, {} end
  local out = slotNames(oldest, first - 1)
  for _, count in ipairs(redis.call('HMGET', key, unpack(out))) do total = total - tonumber(count or 0) end
  return total, first, slot, newest, out
end
function windowClearsMs(key, first, slot, slotMs, keep, excess)
  local counts = redis.call('HMGET', key, unpack(slotNames(first, slot)))
  for i, count in ipairs(counts) do
    excess = excess - tonumber(count or 0)
    if excess <= 0 then return (first + i - 1 + keep) * slotMs end
  end
  return (slot + keep) * slotMs
end
function countInWindow(key, window, cost, nowMs)
  if not window.out then redis.call('DEL', key) end
  if window.out and #window.out > 0 then redis.call('HDEL', key, unpack(window.out)) end
  redis.call('HINCRBY', key, whole(window.slot), cost)
  redis.call('HSET', key, 'n', whole(window.total + cost), 'o', whole(window.first), 'l', whole(window.slot))
  redis.call('PEXPIRE', key, whole((window.slot + window.keep) * window.slotMs - nowMs + 1000))
end
`;

/**
 * Money is compared by the sign of what HINCRBY replies, on texts alone. Gives what is left of a budget before and after
 * the hold, as texts, and whether the hold fits. Limits and recorded amounts are at most 2^62 here; what is held and
 * pending with the hold beyond 64 bits fits no budget.
 */
export const READ_BUDGET = `
function negated(text)
  if text == '0' then return text end
  return string.sub(text, 1, 1) == '-' and string.sub(text, 2) or '-' .. text
end
function readBudget(tenant, field, recorded, limit, hold)
  local used = redis.call('HMGET', tenant, field, recorded)
  local before, after, fits = '0', '0', false
  redis.call('HSET', tenant, 'scratch', used[1] or '0')
  if type(redis.pcall('HINCRBY', tenant, 'scratch', hold)) == 'number' then
    local taken = redis.call('HGET', tenant, 'scratch')
    redis.call('HSET', tenant, 'scratch', limit)
    redis.call('HINCRBY', tenant, 'scratch', negated(used[2] or '0'))
    local left = redis.pcall('HINCRBY', tenant, 'scratch', negated(taken))
    if type(left) == 'number' then
      after = redis.call('HGET', tenant, 'scratch')
      redis.call('HINCRBY', tenant, 'scratch', hold)
      before = redis.call('HGET', tenant, 'scratch')
      fits = left >= 0
    end
  end
  redis.call('HDEL', tenant, 'scratch')
  return before, after, fits
end
`;
