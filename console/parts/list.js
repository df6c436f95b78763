// A page of a list of the API, which the server has made: a table, and the way to the other pages.
//
//     m(List, {
//         from: "/admin/orders", asking: { status }, path: "/orders", query, title: "Orders",
//         columns: [["Number", order => order.number], ["Total", order => money(order.total), "number"]],
//     })
import { read } from "../api.js"
import { listen } from "../live.js"
import { count } from "./format.js"
import { href } from "./link.js"
import { Loading } from "./load.js"

const pageSize = 20
// Between two readings of a list that news come for, in milliseconds.
const quietTime = 3000

export const List = {
    oninit({ attrs }) {
        this.asked = asking(attrs)
        this.page = new Loading(() => read(attrs.from, JSON.parse(this.asked)))
        if (attrs.live) this.stop = listen(attrs.live, event => this.hear(attrs, event), () => this.page.again())
        attrs.ready?.(this.page)
    },
    onbeforeupdate({ attrs }) {
        const asked = asking(attrs)
        if (asked === this.asked) return
        this.asked = asked
        this.page.again()
    },
    onremove() {
        this.stop?.()
        clearTimeout(this.waiting)
    },

    // News change the item itself where `update` knows how, or have the list read again, at most every few seconds.
    hear({ update }, event) {
        if (update && this.page.value && update(this.page.value.body.items, event)) return
        this.waiting ??= setTimeout(() => {
            this.waiting = null
            this.page.again()
        }, quietTime)
    },

    view({ attrs }) {
        return this.page.view(({ body }) => [
            m(Table, { ...attrs, items: body.items }),
            m(Pages, { ...attrs, body }),
        ])
    },
}

function asking({ asking = {}, query = {} }) {
    return JSON.stringify({ ...asking, page: query.page, page_size: pageSize })
}

// A table, of which each line is a block of its own where the page is narrow.
export const Table = {
    view({ attrs: { items, columns, title, empty = "Nothing here." } }) {
        if (items.length === 0) return m("p.empty", empty)
        return m(".table-responsive", m("table.table.align-middle", { "aria-label": title },
            m("thead", m("tr", columns.map(([name, , kind]) => m("th[scope=col]", { class: kind },
                name || m("span.visually-hidden", "Actions"))))),
            m("tbody", items.map(item => m("tr", columns.map(([name, cell, kind = ""]) => {
                const content = cell(item)
                const isEmpty = content === null || content === undefined || content === false
                return m("td", { class: isEmpty ? `${kind} nothing` : kind, "data-name": name || undefined }, m("div", content))
            }))))))
    },
}

const Pages = {
    view({ attrs: { path, query = {}, title, body } }) {
        const { total, page, page_size: size, has_next: hasNext } = body
        const amount = count(total) + (body.total_is_exact === false ? " or more" : "")
        const to = number => href(path, { ...query, id: undefined, page: number > 1 ? number : undefined })
        if (total === 0) return null
        return m("nav.pages", { "aria-label": `Pages of ${title.toLowerCase()}` },
            m("span", { role: "status" }, body.items.length === 0 ? `None of ${amount} on this page` :
                `${count((page - 1) * size + 1)} to ${count((page - 1) * size + body.items.length)} of ${amount}`),
            page > 1 && m("a.btn.btn-outline-primary.btn-sm", { href: to(page - 1), rel: "prev" }, "Previous"),
            hasNext && m("a.btn.btn-outline-primary.btn-sm", { href: to(Number(page) + 1), rel: "next" }, "Next"))
    },
}
