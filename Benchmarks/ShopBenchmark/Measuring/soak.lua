-- What visitors ask for: pages, products, searches, and what is not there.
local targets = {
  "/products", "/products?limit=5&skip=3", "/products?q=laptop", "/products/gaming-laptop-pro",
  "/products/nothing-of-that-name", "/nowhere", "/health", "/ready", "/auth/me", "/openapi.json",
}

function request()
  local target = targets[math.random(#targets)]
  if math.random(10) == 1 then target = "/products?q=" .. math.random(1000000) end
  return wrk.format("GET", target)
end

function delay()
  return math.random(0, 40)
end
