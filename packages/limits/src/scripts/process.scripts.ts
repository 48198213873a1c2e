import { LEASE_MS } from '../lease.js';
import { COUNTERS } from './counters.script.js';

/** Life and death of processes, and the rebuild of a shard that lost its data. All times are Redis time. */

/**
 * Heartbeat. KEYS 1 beats, 2 dead, 3 rebuilds, 4 state. ARGV 1 incarnation, 2 state json.
 * Replies {FENCED} once declared dead, else {OK, now_ms, processes that live, shard, generation, …} of the shards under
 * rebuild.
 */
export const BEAT_SCRIPT = `
if redis.call('SISMEMBER', KEYS[2], ARGV[1]) == 1 then return {'FENCED'} end
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f', now))
redis.call('SET', KEYS[4], ARGV[2], 'EX', 86400)
local living = 0
for _, beat in ipairs(redis.call('HVALS', KEYS[1])) do if now - tonumber(beat) <= ${LEASE_MS} then living = living + 1 end end
local reply = {'OK', now, living}
for _, value in ipairs(redis.call('HGETALL', KEYS[3])) do reply[#reply + 1] = value end
return reply
`;

/** Open a rebuild unless the shard has a generation. KEYS 1 meta, 2 acks. ARGV 1 new id. Replies {gen, started_ms, now_ms}. */
export const BEGIN_REBUILD_SCRIPT = `
local time = redis.call('TIME')
local now = string.format('%.0f', tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000))
local gen = redis.call('HGET', KEYS[1], 'gen')
if not gen then
  gen = 'r:' .. ARGV[1]
  redis.call('HSET', KEYS[1], 'gen', gen, 'started', now)
  redis.call('DEL', KEYS[2])
end
return {gen, redis.call('HGET', KEYS[1], 'started'), now}
`;

/**
 * Register open holds again for a shard under rebuild, and acknowledge. Holds that are there are left alone, and so are
 * calls whose event is pending: they were settled while the registration was under way. Slots and quotas are taken
 * again as the record says.
 * KEYS 1 meta, 2 acks, 3 holds, 4 pendings, 5… tenants. ARGV 1 generation, 2 incarnation, then per hold: index of its
 * tenant, hold field, record, hold's negative, slots and quota counters. Replies 1, or 0 when the shard is at another
 * generation.
 */
export const REGISTER_SCRIPT = `${COUNTERS}
if redis.call('HGET', KEYS[1], 'gen') ~= ARGV[1] then return 0 end
for at = 3, #ARGV, 5 do
  local tenant = KEYS[tonumber(ARGV[at])]
  local settled = redis.call('HEXISTS', KEYS[4], ARGV[at + 1]) == 1
  if not settled and redis.call('HSETNX', KEYS[3], ARGV[at + 1], ARGV[at + 2]) == 1 then
    if ARGV[at + 3] ~= '-0' then
      redis.call('HINCRBY', tenant, 'held', ARGV[at + 3])
      redis.call('HINCRBY', tenant, 'free', ARGV[at + 3])
    end
    for counter in string.gmatch(ARGV[at + 4], '[^,]+') do
      local field, amount = amountOf(counter)
      if isBudget(counter) then amount = string.match(ARGV[at + 2], '^[^|]*|(%d+)|') end
      if amount ~= '0' then redis.call('HINCRBY', tenant, field, amount or 1) end
    end
  end
end
redis.call('SADD', KEYS[2], ARGV[2])
return 1
`;

/** Open the shard for business. KEYS 1 meta, 2 acks. ARGV 1 generation under rebuild, 2 its final name. */
export const FINISH_REBUILD_SCRIPT = `
if redis.call('HGET', KEYS[1], 'gen') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'gen', ARGV[2])
redis.call('DEL', KEYS[2])
return 1
`;

/**
 * Stop announcing a rebuild that is over, unless another runs by now. KEYS 1 rebuilds. ARGV 1 shard, 2 generation that
 * was under rebuild.
 */
export const FORGET_REBUILD_SCRIPT = `
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
return redis.call('HDEL', KEYS[1], ARGV[1])
`;
