-- Returns the run id of this server, which changes when it restarts and differs from that of any replica; '' if it is unknown.
local function run_id()
  local info = redis.pcall('INFO', 'server')
  return type(info) == 'string' and string.match(info, 'run_id:(%w+)') or ''
end

-- True when this server was a replica and became the master since it started: it may lack messages that readers have.
local function is_promoted()
  local info = redis.pcall('INFO', 'replication')
  local before = type(info) == 'string' and string.match(info, 'master_replid2:(%w+)')
  return before and before ~= string.rep('0', 40)
end

-- True when this server may have started without its newest writes, although nodes were notified of them. Either it has no append-only
-- file, or it is Garnet, which notifies before a write is in that file and does not report the file in INFO.
local function may_lack_writes()
  local info = redis.pcall('INFO', 'persistence')
  return type(info) ~= 'string' or not string.find(info, 'aof_enabled:1', 1, true)
end
