// Requests to the shop's API, as who is logged in.
//
//     const { body, tag } = await read("/products/1")
//     await change("PATCH", "/products/1", { price: 9.99 }, { tag })
//
// What goes wrong is thrown as a Problem.
import { say } from "./parts/notice.js"
import { Problem } from "./problem.js"
import { end, renew, session } from "./session.js"

// The longest that a request waits by itself when the shop has asked for patience, in seconds.
const patience = 65

// Reads something: its body, and the tag that a change may name.
export async function read(path, query) {
    const response = await send("GET", path, { query })
    return { body: await response.json(), tag: response.headers.get("ETag") }
}

// Changes something: what the API answers, and its new tag. A tag that was read lets the change fail if somebody else was
// faster; a key lets a repeated request be done once.
export async function change(method, path, body, { tag, key, query } = {}) {
    const response = await send(method, path, { body, tag, key, query })
    return { body: response.status === 204 ? null : await response.json(), tag: response.headers.get("ETag") }
}

// A file, as a Blob.
export async function download(path, query) {
    return (await send("GET", path, { query })).blob()
}

// Something that goes on: the response as it begins.
export function open(path, headers, signal) {
    return send("GET", path, { headers, signal })
}

// A name for a request that may be sent again. (crypto.randomUUID is there on HTTPS and localhost alone.)
export function newKey() {
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, "0")).join("")
}

async function send(method, path, { query, body, tag, key, headers, signal } = {}) {
    const request = { method, signal, cache: "no-store", headers: { ...headers } }
    if (tag) request.headers["If-Match"] = tag
    if (method === "POST") request.headers["Idempotency-Key"] = key ?? newKey()
    if (body instanceof FormData) {
        request.body = body
    } else if (body !== undefined) {
        request.headers["Content-Type"] = "application/json"
        request.body = JSON.stringify(body)
    }
    if (session.endsAt < Date.now() + 10_000) await renew()
    let response = await attempt(path, query, request)
    if (response.status === 401) {
        if (await renew()) response = await attempt(path, query, request)
        if (response.status === 401) {
            end()
            m.redraw()
        }
    }
    if (!response.ok) throw await Problem.of(response)
    return response
}

async function attempt(path, query, request) {
    for (let isFirst = true; ; isFirst = false) {
        request.headers.Authorization = `Bearer ${session.token}`
        const response = await fetch(address(path, query), request).catch(error => {
            throw error.name === "AbortError" ? error : Problem.unreachable()
        })
        const seconds = Number(response.headers.get("Retry-After"))
        // What was refused for its number was not done: it can be sent again.
        const isTooMuch = response.status === 429 || (response.status === 503 && request.method === "GET")
        if (!isTooMuch || !isFirst || !seconds || seconds > patience) return response
        say(`The shop asks for patience: this goes on in ${seconds} seconds.`, { seconds })
        await new Promise(resolve => setTimeout(resolve, seconds * 1000))
    }
}

function address(path, query = {}) {
    const parameters = new URLSearchParams()
    for (const [name, value] of Object.entries(query)) {
        if (value !== undefined && value !== null && value !== "") parameters.append(name, value)
    }
    const text = parameters.toString()
    return `/api/v1${path}${text && "?"}${text}`
}
