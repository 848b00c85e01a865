-- Reads one page of a room's log; head and bodies are from the same instant.
--
-- KEYS  head, log, ids (see append.lua)
-- ARGV  after: the number before the first one to read; limit: the maximum number of bodies
-- Returns {epoch ('' when there is no log), last, first, number of the first body, bodies}
local head = redis.call('HMGET', KEYS[1], 'epoch', 'seq')
if not head[1] then
  return {'', 0, 1, 1, {}}
end

local last = newest_number(KEYS[2], KEYS[3], head[2])
local first = last - redis.call('LLEN', KEYS[2]) + 1
local from = tonumber(ARGV[1]) + 1
if from < first then
  from = first
end

local limit = tonumber(ARGV[2])
if limit < 1 or from > last then
  return {head[1], last, first, from, {}}
end
return {head[1], last, first, from, redis.call('LRANGE', KEYS[2], from - first, from - first + limit - 1)}
