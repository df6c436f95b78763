// Who changed what.
import { download } from "../api.js"
import { time, words } from "../parts/format.js"
import { Filters } from "../parts/filters.js"
import { head } from "../parts/head.js"
import { link } from "../parts/link.js"
import { List } from "../parts/list.js"
import { sayProblem } from "../parts/notice.js"

const kinds = [
    "role", "permissions", "security", "api_key", "product", "category", "review", "import", "coupon", "shipping_method", "order",
    "webhook", "export", "job",
]

const fields = [
    { name: "kind", label: "Kind", type: "choice", options: [["", "Any"], ...kinds.map(kind => [kind, words(kind)])] },
    { name: "actor", label: "By", help: "Mail address or id" },
    { name: "subject", label: "About", help: "The id of what was changed" },
    { name: "since", label: "Since", type: "moment" },
    { name: "until", label: "Until", type: "moment" },
]

// Pages of what is changed, by kind.
const pages = { product: "/products", order: "/orders", coupon: "/coupons", role: "/users", permissions: "/users", security: "/users", job: "/jobs" }

export const Audit = {
    view({ attrs: { path, query } }) {
        const asking = Object.fromEntries(fields.map(({ name }) => [name, query[name]]))
        return m("div",
            head("Audit", {
                actions: m("button.btn.btn-outline-primary[type=button]", { onclick: () => save(asking) }, "Download these"),
            }),
            m(Filters, { path, query, fields }),
            m(List, {
                from: "/admin/audit", asking, path, query, title: "Audit", empty: "Nothing was changed.",
                columns: [
                    ["When", entry => time(entry.at)],
                    ["By", entry => entry.author.user_id ? link(`/users/${entry.author.user_id}`, entry.author.name) : entry.author.name],
                    ["What", entry => `${words(entry.kind)} ${entry.action}`],
                    ["About", entry => pages[entry.kind] ? link(`${pages[entry.kind]}/${entry.subject}`, entry.subject) : entry.subject, "id"],
                    ["Change", entry => m(Difference, { entry })],
                ],
            }))
    },
}

const Difference = {
    view({ attrs: { entry: { before, after } } }) {
        const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])]
            .filter(name => JSON.stringify(before?.[name]) !== JSON.stringify(after?.[name]))
        if (names.length === 0) return "–"
        return m("details", m("summary", names.length === 1 ? words(names[0]) : `${words(names[0])} and ${names.length - 1} more`),
            m("dl.difference", names.map(name => [
                m("dt", name), m("dd", m("del", text(before?.[name])), " → ", m("ins", text(after?.[name])))])))
    },
}

function text(value) {
    if (value === undefined || value === null) return "nothing"
    return typeof value === "object" ? JSON.stringify(value) : String(value)
}

async function save(asking) {
    try {
        const file = URL.createObjectURL(await download("/admin/audit/export", asking))
        m.render(document.createElement("div"), m("a", { href: file, download: "audit.ndjson", oncreate: ({ dom }) => dom.click() }))
        URL.revokeObjectURL(file)
    } catch (problem) {
        sayProblem(problem)
    }
}
