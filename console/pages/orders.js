// All orders, the newest first.
import { money, state, time } from "../parts/format.js"
import { Filters } from "../parts/filters.js"
import { head } from "../parts/head.js"
import { link } from "../parts/link.js"
import { List } from "../parts/list.js"

export const statuses = ["pending", "confirmed", "processing", "shipped", "delivered", "failed", "cancelled", "refunded"]

const fields = [
    { name: "q", label: "Number or mail address" },
    { name: "status", label: "Status", type: "choice", options: [["", "Any"], ...statuses.map(status => [status, status])] },
    { name: "from", label: "Placed from", type: "moment" },
    { name: "to", label: "Placed before", type: "moment" },
]

export const Orders = {
    view({ attrs: { path, query } }) {
        const { q, status, from, to } = query
        return m("div",
            head("Orders"),
            m(Filters, { path, query, fields }),
            m(List, {
                from: "/admin/orders", asking: { q, status, from, to }, path, query, title: "Orders", live: "order",
                empty: "No order is like that.",
                update: changeStatus,
                columns: [
                    ["Number", order => link(`/orders/${order.id}`, order.number ?? order.id)],
                    ["Placed", order => time(order.created_at)],
                    ["Buyer", buyer],
                    ["Status", order => state(order.status)],
                    ["Payment", order => state(order.payment.status)],
                    ["Total", order => money(order.total, order.currency), "number"],
                ],
            }))
    },
}

export function buyer(order) {
    if (order.user_id) return link(`/users/${order.user_id}`, order.shipping_address?.full_name ?? "User")
    return order.email ? `${order.email} (guest)` : "Guest"
}

// Whether the order is on the page: then its news are, too, and nothing has to be read.
function changeStatus(orders, news) {
    const order = orders.find(({ id }) => id === news.id)
    if (!order) return false
    order.status = news.status
    order.payment.status = news.payment_status
    order.total = news.total
    return true
}
