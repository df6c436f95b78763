-- Sent in turns, each connection and thread beginning anywhere. Arguments: the mean pause in milliseconds between an
-- answer and a connection's next request.
local threads = 0
local begin = init

function setup(thread)
  threads = threads + 1
  thread:set("number", threads)
end

function init(arguments)
  begin()
  math.randomseed(number)
  turn = math.random(#requests)
  local pause = tonumber(arguments[1])
  if pause > 0 then
    delay = function() return math.random(0, 2 * pause) end
  end
end

function done(summary)
  io.write(string.format("\n%d %d %d %d\n", summary.duration, summary.requests, summary.errors.status,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
