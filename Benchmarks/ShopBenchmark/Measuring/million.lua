-- Requests of one kind for a shop that catalogue.py has filled.
-- Arguments: the kind ("lists", "slugs" or "searches"), and how many products there are.

local common = {
  "lamp", "bamboo", "rustic", "electronics", "headphones", "la", "e", "living", "OUTDOOR", "wooden%20lamp", "key",
  "Smart%20Steel", "cotton%20jacket", "5",
}
local syllables = {
  "vel", "mor", "kan", "tir", "dax", "zen", "bru", "lio", "pex", "nov", "qua", "rim", "sol", "fyn", "gal", "hux", "jor",
  "wex", "ybo", "cel",
}
local absent = {
  "zebra", "laptopp", "lammp", "zq", "~", "xheadphones", "velvet%20wool", "sneakers%20marble", "steel%20lamp%20tent",
  "tx-0", "wooden%20lamp%20set", "%C3%A9t%C3%A9", "for%20you%20and%20me", "smart%20wooden%20zebra",
}
local kind, count

function init(arguments)
  kind, count = arguments[1], tonumber(arguments[2])
  math.randomseed(7)
end

local function one_of(list) return list[math.random(#list)] end

local searches = {
  function() return one_of(common) end,
  function() return one_of(syllables) .. one_of(syllables) .. one_of(syllables) end,
  function() return "tx-" .. (math.random(count) * 736877 % 1000003 + 1000000) end,
  function() return one_of(absent) end,
}

local paths = {
  lists = function() return "/products?limit=20&skip=" .. math.random(0, 980) end,
  slugs = function() return "/products/item-" .. math.random(count) end,
  searches = function() return "/products?q=" .. one_of(searches)() end,
}

function request() return wrk.format("GET", paths[kind]()) end
