-- Registers a room unless the chat is full.
--
-- KEYS  rooms  set of room names
-- ARGV  room, maximum number of rooms
-- Returns 1 when the room is registered, 0 when the chat is full
if redis.call('SISMEMBER', KEYS[1], ARGV[1]) == 1 then
  return 1
end
if redis.call('SCARD', KEYS[1]) >= tonumber(ARGV[2]) then
  return 0
end
redis.call('SADD', KEYS[1], ARGV[1])
return 1
