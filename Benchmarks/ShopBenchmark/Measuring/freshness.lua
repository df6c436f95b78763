-- What readers ask for, each about once a second: lists and products of both mounts.
local lists = {
  "/products?limit=20", "/products", "/products?q=laptop", "/products?skip=10", "/api/v1/products",
  "/api/v1/products?q=watch", "/api/v1/products?category=electronics", "/api/v1/products?featured=true",
  "/api/v1/products?page_size=10&page=2", "/api/v1/categories", "/api/v1/tags",
}

function request()
  local target = lists[math.random(#lists)]
  if math.random(2) == 1 then target = "/api/v1/products/" .. math.random(20) end
  return wrk.format("GET", target)
end

function delay()
  return math.random(500, 1500)
end
