// Orders as they come, on whichever page one is.
import { listen } from "../live.js"
import { money, words } from "./format.js"
import { link } from "./link.js"
import { say } from "./notice.js"

export const News = {
    oninit() {
        this.told = new Map()
        this.stop = listen("order", order => this.tell(order), () => {})
    },
    onremove() { this.stop() },
    // Once for each status that an order reaches while one looks.
    tell(order) {
        if (this.told.get(order.id) === order.status) return
        const isNew = order.status === "pending" && !this.told.has(order.id)
        this.told.set(order.id, order.status)
        const name = order.number ?? order.id
        say(m("span", isNew ? "New order " : "Order ", link(`/orders/${order.id}`, name),
            isNew ? `, ${money(order.total, order.currency)}` : ` is ${words(order.status).toLowerCase()}`))
    },
    view: () => null,
}
