// Whether what the shop stands on is well.
import { read } from "../api.js"
import { bytes, count, counted, percent, state, words } from "../parts/format.js"
import { head, section } from "../parts/head.js"
import { link } from "../parts/link.js"
import { Table } from "../parts/list.js"
import { Loading } from "../parts/load.js"

export const System = {
    oninit() { this.health = new Loading(() => read("/admin/system/health")) },

    view() {
        return m("div",
            head("System", {
                actions: m("button.btn.btn-outline-primary[type=button]", { onclick: () => this.health.again() }, "Look again"),
            }),
            section(null, this.health.view(({ body }) => [
                m("p.states", state(body.status)),
                m(Table, {
                    title: "Parts", items: Object.entries(body.components), columns: [
                        ["Part", ([name]) => name === "mongodb" ? "MongoDB" : words(name)], ["State", ([, part]) => state(part.state)], ["More", ([name, part]) => more(name, part)],
                    ],
                }),
            ])))
    },
}

function more(name, part) {
    if (name === "jobs") {
        return [`The oldest has waited ${Math.round(part.lag_s ?? 0)} s, `, link("/jobs", `${count(part.dead ?? 0)} are dead`, { state: "dead" })]
    }
    if (name === "disk") return part.total_bytes ? `${bytes(part.free_bytes)} of ${bytes(part.total_bytes)} are free` : "–"
    if (name === "cache") return `${counted(part.hits, "hit")}, ${count(part.misses)} missed${part.hit_rate ? `: ${percent(part.hit_rate)}` : ""}`
    return typeof part.latency_ms === "number" ? `${part.latency_ms.toFixed(1)} ms` : "–"
}
