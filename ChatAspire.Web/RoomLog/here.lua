-- Writes one node's participants of a room, and returns the participants on all nodes.
-- Expiry uses the clock of Redis, so that the clocks of the nodes need not agree.
--
-- KEYS  here  hash  node -> expiry in seconds, a space, the names as a JSON array
-- ARGV  node, names as a JSON array ('[]': none), time to live in seconds, channel to notify ('': none)
-- Returns {node, names, node, names, ...}
local now = tonumber(redis.call('TIME')[1])
if ARGV[2] == '[]' then
  redis.call('HDEL', KEYS[1], ARGV[1])
else
  redis.call('HSET', KEYS[1], ARGV[1], string.format('%d', now + ARGV[3]) .. ' ' .. ARGV[2])
  redis.call('EXPIRE', KEYS[1], ARGV[3])
end

local all = redis.call('HGETALL', KEYS[1])
local present = {}
for i = 1, #all, 2 do
  local space = string.find(all[i + 1], ' ', 1, true)
  if tonumber(string.sub(all[i + 1], 1, space - 1)) > now then
    present[#present + 1] = all[i]
    present[#present + 1] = string.sub(all[i + 1], space + 1)
  else
    redis.call('HDEL', KEYS[1], all[i])
  end
end

if ARGV[4] ~= '' then
  redis.pcall('PUBLISH', ARGV[4], 'h') -- ignores a missing right, because the other nodes also poll
end
return present
