-- wrk sends one prepared request again and again; with a file of keys, each key in its turn.
-- Arguments: <file with the request as bytes> [<file with one key a line, for the request's {key}> <keys to skip>]
-- Prints one line of JSON when it is through.

local whole, keys, head, tail
local at = 0

local function read(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("*a")
  file:close()
  return text
end

function init(args)
  whole = read(args[1])
  if args[2] == nil then return end
  local first, last = whole:find("{key}", 1, true)
  head, tail = whole:sub(1, first - 1), whole:sub(last + 1)
  keys = {}
  for key in read(args[2]):gmatch("[^\n]+") do keys[#keys + 1] = key end
  at = tonumber(args[3]) % #keys
  request = function()
    at = at + 1
    if at > #keys then at = 1 end
    return head .. keys[at] .. tail
  end
end

function request()
  return whole
end

function done(summary, latency)
  local errors = summary.errors
  print(string.format(
    '{"requests":%d,"us":%d,"bytes":%d,"non2xx":%d,"connect":%d,"read":%d,"write":%d,"timeout":%d,"p50Us":%d,"p99Us":%d}',
    summary.requests, summary.duration, summary.bytes, errors.status, errors.connect, errors.read, errors.write,
    errors.timeout, latency:percentile(50), latency:percentile(99)))
end
