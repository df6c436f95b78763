// One order: what was bought, where it stands and how it got there; the next step, refunds, the invoice.
import { change, download, read } from "../api.js"
import { listen } from "../live.js"
import { ask } from "../parts/dialog.js"
import { count, money, state, time, words } from "../parts/format.js"
import { head, section } from "../parts/head.js"
import { link } from "../parts/link.js"
import { Table } from "../parts/list.js"
import { Loading } from "../parts/load.js"
import { say, sayProblem } from "../parts/notice.js"
import { may } from "../session.js"
import { buyer } from "./orders.js"
import { askForRefund } from "./refund.js"

// What comes next, and what the button says.
const nextSteps = {
    pending: ["confirmed", "Mark as paid"],
    confirmed: ["processing", "Begin to pack"],
    processing: ["shipped", "Ship"],
    shipped: ["delivered", "Mark as delivered"],
}

export const Order = {
    oninit({ attrs: { id } }) {
        this.id = id
        this.order = new Loading(() => read(`/orders/${id}`))
        this.track = new Loading(() => read(`/orders/${id}/track`))
        this.stop = listen("order", news => {
            if (news.id === this.order.value?.body.id) this.again()
        }, () => this.again())
    },
    onremove() { this.stop() },

    again() {
        this.order.again()
        this.track.again()
    },

    // Takes what a change has answered.
    took(answer, news) {
        this.order.set(answer)
        this.track.again()
        say(news)
    },

    view() {
        return m("div", this.order.view(({ body: order, tag }) => [
            head(`Order ${order.number ?? order.id}`, { up: link("/orders", "Orders"), actions: this.actions(order, tag) }),
            m("p.states",
                m("span", "Status ", state(order.status)), m("span", "Payment ", state(order.payment.status)),
                m("span", "Placed ", time(order.created_at))),
            section("Items", m(Items, { order })),
            m(".columns",
                section("Buyer", m(Buyer, { order })),
                section("Delivery", m(Delivery, { order })),
                section("Payment", m(Payment, { order }))),
            section("History", this.track.view(({ body }) => m("ol.history", body.events.map(event => m("li",
                time(event.at), " ", m("strong", words(event.status)), event.note && m("p", event.note)))))),
        ]))
    },

    actions(order, tag) {
        const [next, name] = nextSteps[order.status] ?? []
        const isPaid = ["paid", "partially_refunded", "refunded"].includes(order.payment.status)
        const isRefundable = isPaid && order.refunded < order.total
        return [
            next && may("update:order") && m("button.btn.btn-primary[type=button]", { onclick: () => this.step(next, name, tag) }, name),
            isPaid && m("button.btn.btn-outline-primary[type=button]", { onclick: () => this.printInvoice(order) }, "Invoice"),
            isRefundable && may("refund:order") && m("button.btn.btn-outline-danger[type=button]", {
                onclick: () => askForRefund(order, answer => this.took(answer, "The refund is on its way.")),
            }, "Refund"),
            ["pending", "confirmed", "processing"].includes(order.status) && may("update:order") &&
                m("button.btn.btn-outline-danger[type=button]", { onclick: () => this.cancel(order) }, "Cancel the order"),
        ]
    },

    step(status, name, tag) {
        const isShipping = status === "shipped"
        ask({
            title: name, action: name,
            text: status === "confirmed" ? "For what was paid otherwise, by transfer for example." : null,
            fields: [
                { name: "carrier", label: "Carrier", show: () => isShipping },
                { name: "number", label: "Number of the parcel", show: () => isShipping },
                { name: "url", label: "Address to follow it", show: () => isShipping },
                { name: "note", label: "Note", help: "The buyer reads it in the history." },
            ],
            submit: async ({ note, ...tracking }) => {
                const hasTracking = Object.values(tracking).some(Boolean)
                const body = { status, ...(note && { note }), ...(hasTracking && { tracking }) }
                this.took(await change("PATCH", `/orders/${this.id}/status`, body, { tag }), `The order is ${status}.`)
            },
        })
    },

    cancel(order) {
        ask({
            title: `Cancel order ${order.number}`, action: "Cancel the order", isDanger: true,
            text: "The pieces go back into stock, and what was paid is given back.",
            fields: [{ name: "reason", label: "Reason" }],
            submit: async ({ reason }, changed, key) => this.took(
                await change("POST", `/orders/${this.id}/cancel`, { reason }, { key }), "The order is cancelled."),
        })
    },

    // The browser shows the PDF in a tab of its own, from where it is printed.
    async printInvoice(order) {
        try {
            const file = URL.createObjectURL(await download(`/orders/${this.id}/invoice`))
            m.render(document.createElement("div"), m("a", {
                href: file, target: "_blank", rel: "noopener", oncreate: ({ dom }) => dom.click(),
            }))
            setTimeout(() => URL.revokeObjectURL(file), 60_000)
        } catch (problem) {
            sayProblem(problem)
        }
    },
}

const Items = {
    view({ attrs: { order } }) {
        const inMoney = amount => money(amount, order.currency)
        const sums = [
            ["Goods", order.subtotal], [order.coupon ? `Coupon ${order.coupon.code}` : "Discount", -order.discount],
            [order.shipping_method ? `Shipping: ${order.shipping_method.name}` : "Shipping", order.shipping_cost],
            ["Tax", order.tax], ["Total", order.total], ["Refunded", -order.refunded],
        ].filter(([name, amount]) => amount !== 0 || name === "Total")
        return [
            m(Table, {
                title: "Items", items: order.items, columns: [
                    ["Product", line => m("div", link(`/products/${line.product_id}`, line.name), options(line))],
                    ["Price", line => inMoney(line.unit_price), "number"],
                    ["Pieces", line => count(line.quantity), "number"],
                    ["Refunded", line => count(line.refunded_quantity), "number"],
                    ["Sum", line => inMoney(line.item_total), "number"],
                ],
            }),
            m("dl.sums", sums.map(([name, amount]) => m("div", m("dt", name), m("dd", inMoney(amount))))),
        ]
    },
}

function options(line) {
    const texts = Object.entries(line.options).map(([name, value]) => `${name}: ${value}`)
    return [line.sku, ...texts].filter(Boolean).map(text => m("small", text))
}

const Buyer = {
    view({ attrs: { order } }) {
        return [
            m("p", buyer(order)),
            order.email && m("p", link("/orders", "All orders of this address", { q: order.email })),
            order.notes && m("blockquote", order.notes),
        ]
    },
}

const Delivery = {
    view({ attrs: { order: { shipping_address: to, tracking } } }) {
        return [
            to ? m("address", [
                to.full_name, to.address_line1, to.address_line2, `${to.postal_code} ${to.city}`, to.state, to.country, to.phone,
            ].filter(Boolean).map(line => m("div", line))) : m("p.empty", "No address."),
            tracking && m("p", [tracking.carrier, tracking.number].filter(Boolean).join(" "),
                tracking.url && m("div", m("a", { href: tracking.url, rel: "noreferrer", target: "_blank" }, "Follow the parcel"))),
        ]
    },
}

const Payment = {
    view({ attrs: { order } }) {
        const { payment, refunds } = order
        return [
            m("dl.facts",
                m("dt", "Method"), m("dd", payment.method),
                m("dt", "Gateway"), m("dd", payment.gateway ?? "–"),
                m("dt", "Attempts"), m("dd", count(payment.attempts)),
                payment.failure && [m("dt", "Refused"), m("dd", payment.failure)],
                order.expires_at && [m("dt", "Held until"), m("dd", time(order.expires_at))]),
            refunds.length > 0 && m("h3", "Refunds"),
            m("ul.plain", refunds.map(refund => m("li", money(refund.amount, order.currency), " ", state(refund.status), " ",
                time(refund.created_at), refund.reason && m("p", refund.reason)))),
        ]
    },
}
