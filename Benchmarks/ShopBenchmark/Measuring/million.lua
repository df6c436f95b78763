-- Requests of one kind for a shop that catalogue.py has filled.
-- Arguments: the kind (one of `paths`), and how many products there are.

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

local names = {
  "Electronics", "Home%20%26%20Living", "Fashion", "Sports%20%26%20Outdoors", "Books", "Toys", "Garden", "Beauty",
  "Automotive", "Music",
}
local sorts = { "newest", "price", "-price", "name", "-rating", "best_selling" }

local function category() return "category=" .. one_of(names) .. "%20" .. math.random(0, 19) end
local function group(number) return "tag=group-" .. (number or math.random(0, 49)) end
local function mark() return "tag=mark-" .. math.random(0, 39) end
local function price()
  local least = math.random(1, 500)
  return "min_price=" .. least .. "&max_price=" .. least * math.random(2, 4)
end
local function rating() return "min_rating=" .. one_of({ 1, 2, 3, 3.5, 4, 4.5 }) end
local function option() return "option.size=" .. one_of({ "S", "M", "L" }) end
local function stock() return "in_stock=true" end
local function featured() return "featured=true" end
local filters = { category, group, mark, price, rating, option, stock, featured }

local function list(...)
  return "/api/v1/products?" .. table.concat({ "sort=" .. one_of(sorts), "page=" .. math.random(5), ... }, "&")
end

-- What people look for: words of a name, the last one perhaps with two letters the wrong way round.
local nouns = { "laptop", "lamp", "chair", "backpack", "headphones", "keyboard", "kettle", "blanket", "camera", "bottle" }
local materials = { "steel", "wooden", "leather", "cotton", "bamboo", "velvet", "granite", "canvas", "titanium", "copper" }
local adjectives = { "classic", "modern", "rustic", "compact", "portable", "organic", "vintage", "premium", "foldable" }
local function swapped(word)
  local place = math.random(2, #word - 1)
  return word:sub(1, place - 1) .. word:sub(place + 1, place + 1) .. word:sub(place, place) .. word:sub(place + 2)
end
local function words()
  local found = { one_of(nouns) }
  if math.random(3) > 1 then table.insert(found, 1, one_of(materials)) end
  if math.random(3) > 1 then table.insert(found, 1, one_of(adjectives)) end
  if math.random(3) == 1 then found[#found] = swapped(found[#found]) end
  return table.concat(found, "+")
end
local function beginning()
  local word = one_of({ one_of(nouns), one_of(materials), one_of(adjectives), one_of(syllables) .. one_of(syllables) })
  return word:sub(1, math.random(2, 5))
end

local paths = {
  words = function() return "/api/v1/products/search?q=" .. words() end,
  suggestions = function() return "/api/v1/products/suggest?q=" .. beginning() end,
  filters = function() return list(one_of(filters)()) end,
  combinations = function()
    local first = math.random(#filters)
    return list(filters[first](), filters[first % #filters + 1](), filters[(first + 2) % #filters + 1]())
  end,
  disjoint = function()
    local first = math.random(0, 49)
    return list(group(first), group((first + 1) % 50))
  end,
  facets = function() return list(one_of(filters)(), "facets=true") end,
  lists = function() return "/products?limit=20&skip=" .. math.random(0, 980) end,
  slugs = function() return "/products/item-" .. math.random(count) end,
  texts = function() return "/products?q=" .. one_of(searches)() end,
}

function request() return wrk.format("GET", paths[kind]()) end
