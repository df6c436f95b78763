// Links within the console.

// A link to a page, as in link("/orders", "Pending", { status: "pending" }).
export function link(path, text, query) {
    return m("a", { href: href(path, query) }, text)
}

export function href(path, query) { return "#" + address(path, query) }

export function go(path, query) { m.route.set(address(path, query)) }

function address(path, query = {}) {
    const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "")
    const parameters = new URLSearchParams(given).toString()
    return path + (parameters && `?${parameters}`)
}
