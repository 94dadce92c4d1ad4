-- For wrk: each request is a new report from a new sender, about one listing after another.
-- wrk ... -s reports.lua ADDRESS -- SEED LISTING...

local count, places = 0, {}

function init(arguments)
  math.randomseed(tonumber(arguments[1]))
  for number = 2, #arguments do places[number - 1] = arguments[number] end
end

local function hex(digits)
  local found = {}
  for number = 1, digits do found[number] = string.format("%x", math.random(0, 15)) end
  return table.concat(found)
end

function request()
  count = count + 1
  local id = hex(8) .. "-" .. hex(4) .. "-4" .. hex(3) .. "-a" .. hex(3) .. "-" .. hex(12)
  local sender = math.random(1, 223) .. "." .. math.random(0, 255) .. "." .. math.random(0, 255) .. "." .. math.random(1, 254)
  local body = '{"id":"' .. id .. '","service":"' .. places[count % #places + 1]
    .. '","kind":"hours","text":"The door said closed on Monday at ten, the list says open."}'
  return wrk.format("POST", nil, { ["Content-Type"] = "application/json", ["X-Forwarded-For"] = sender }, body)
end
