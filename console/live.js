// What happens in the shop, told while it happens: orders, stock, jobs, reviews. One stream for the whole page.
//
//     const stop = listen("order", order => …, () => …)
//
// The second function is called when news may have been missed, so that what is shown has to be read anew. A page that nobody
// sees does not listen, because a browser has few connections to a host for all of its tabs; it hears later what it has missed.
//
// The browser's EventSource can't show a token, so that the stream is read here (WHATWG HTML, "Server-sent events").
import { open } from "./api.js"
import { may, session } from "./session.js"

const listeners = new Set()
let connection = null
let lastID = null

// Who is told of something of a kind: whoever has all permissions of one of these. Of jobs, who may see exports or imports is
// told of these.
export const readers = {
    order: [["read:order"]],
    stock: [["manage:inventory"]],
    job: [["manage:job"], ["read:report"], ["create:product", "update:product"]],
    review: [["manage:review"]],
}

export function listen(kind, handler, missed) {
    const listener = { kind, handler, missed }
    listeners.add(listener)
    follow()
    return () => {
        listeners.delete(listener)
        if (!isAnybodyTold()) connection?.abort()
    }
}

document.addEventListener("visibilitychange", () => {
    if (document.hidden) connection?.abort()
    else follow()
})

function isAnybodyTold() {
    return [...listeners].some(({ kind }) => readers[kind].some(permissions => may(...permissions)))
}

async function follow() {
    if (connection || document.hidden || !isAnybodyTold()) return
    const ours = connection = new AbortController()
    let pause = 1
    while (!ours.signal.aborted && session.user) {
        try {
            const response = await open("/admin/events", lastID ? { "Last-Event-ID": lastID } : {}, ours.signal)
            pause = 1
            await readEvents(response.body)
        } catch (error) {
            // Whoever looks at the page can't do anything about it: it is tried again.
        }
        if (!ours.signal.aborted) await passed(pause, ours.signal)
        pause = Math.min(pause * 2, 30)
    }
    connection = null
    follow()
}

// Until some seconds are over, or nobody waits for it any more.
function passed(seconds, signal) {
    return new Promise(resolve => {
        setTimeout(resolve, seconds * 1000)
        signal.addEventListener("abort", resolve, { once: true })
    })
}

async function readEvents(body) {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader()
    let rest = ""
    for (;;) {
        const { value, done } = await reader.read()
        if (done) return
        const blocks = (rest + value).split("\n\n")
        rest = blocks.pop()
        for (const block of blocks) tell(block)
    }
}

function tell(block) {
    const event = { data: "" }
    for (const line of block.split("\n")) {
        const [, name, value] = line.match(/^(\w+): ?(.*)$/) ?? []
        if (name === "data") event.data += value
        else if (name) event[name] = value
    }
    if (event.id) lastID = event.id
    if (!event.event || !event.data) return
    const data = JSON.parse(event.data)
    for (const { kind, handler, missed } of [...listeners]) {
        if (kind === event.event) handler(data)
        // What is shown may have been read before the stream began.
        if (event.event === "reset") missed()
    }
    m.redraw()
}
