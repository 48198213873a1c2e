/**
 * A process's part of a model's capacity. Each has the same part, the first ones by id one more where it doesn't divide;
 * one that is new gets no more than the others have left, and one at least. What a process may use, or could until now, or
 * uses still, is its claim: their sum never rises above the capacity but by one for each process that joins when nothing
 * is left. A claim that wasn't renewed for a lease is dropped.
 *
 * KEYS 1 the model's claims: process -> `<claim>|<Redis' ms of its renewal>`
 * ARGV 1 process, 2 capacity, 3 calls it has under way or could have had until now, 4 lease in ms
 * Replies the calls it may have under way at once
 */
export const LEASE_SCRIPT = `
local time = redis.call('TIME')
local nowMs = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local capacity, atMost, leaseMs = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local entries = redis.call('HGETALL', KEYS[1])
local processes, rank, claimed = 1, 0, 0
for i = 1, #entries, 2 do
  local process = entries[i]
  local claim, at = string.match(entries[i + 1], '^(%d+)|(%d+)$')
  if process ~= ARGV[1] then
    if nowMs - tonumber(at) > leaseMs then redis.call('HDEL', KEYS[1], process)
    else
      processes = processes + 1
      claimed = claimed + tonumber(claim)
      if process < ARGV[1] then rank = rank + 1 end
    end
  end
end
local part = math.floor(capacity / processes)
if rank < capacity % processes then part = part + 1 end
local share = math.max(1, math.min(part, capacity - claimed))
redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f|%.0f', math.max(share, atMost), nowMs))
redis.call('PEXPIRE', KEYS[1], leaseMs * 2)
return share
`;
