// The stock of one product: to adjust it, and what has moved it.
import { change, read } from "../api.js"
import { Form } from "../parts/form.js"
import { count, time, words } from "../parts/format.js"
import { head, section } from "../parts/head.js"
import { link } from "../parts/link.js"
import { List, Table } from "../parts/list.js"
import { Loading } from "../parts/load.js"
import { say } from "../parts/notice.js"

export const Stock = {
    oninit({ attrs: { id } }) {
        this.product = new Loading(() => read(`/products/${id}`))
        this.adjustments = 0
    },

    view({ attrs: { id, path, query } }) {
        return m("div",
            this.product.view(({ body: product }) => [
                head(`Stock of ${product.name}`, { up: link("/inventory", "Inventory") }),
                m("p.states", m("span", m("strong", count(product.inventory)), " can be bought now"), link(`/products/${id}`, "The product")),
                product.variants.length > 0 && section("Variants", m(Table, {
                    title: "Variants", items: product.variants,
                    columns: [["SKU", variant => variant.sku], ["Stock", variant => count(variant.inventory), "number"]],
                })),
                section("Adjust", [m(Form, {
                    key: this.adjustments, fields: fields(product), action: "Adjust",
                    submit: (values, changed, key) => this.adjust(product, values, key),
                })]),
            ]),
            section("Movements", m(List, {
                from: `/admin/inventory/${id}/movements`, path, query, title: "Movements", ready: list => { this.movements = list },
                empty: "Nothing has moved it.",
                columns: [
                    ["When", movement => time(movement.at)],
                    ["Change", movement => (movement.change > 0 ? "+" : "") + count(movement.change), "number"],
                    ["Reason", movement => movement.order_id ? link(`/orders/${movement.order_id}`, words(movement.reason)) : words(movement.reason)],
                ],
            })))
    },

    async adjust(product, { variant_id, how, change: difference, set, reason }, key) {
        const variant = product.variants.find(({ id }) => id === variant_id)
        const body = {
            product_id: product.id, ...(variant && { variant_id }), reason: reason ?? "",
            ...(how === "set" ? { set, expected: (variant ?? product).inventory } : { change: difference }),
        }
        await change("POST", "/admin/inventory/adjust", body, { key })
        this.adjustments += 1
        say("The stock is adjusted.")
        this.product.again()
        this.movements?.again()
    },
}

function fields(product) {
    return [
        {
            name: "variant_id", label: "Variant", type: "choice", show: () => product.variants.length > 0,
            usual: product.variants[0]?.id, options: product.variants.map(({ id, sku }) => [id, sku]),
        },
        {
            name: "how", label: "How", type: "choice", usual: "change",
            options: [["change", "By a number of pieces"], ["set", "To what was counted"]],
        },
        { name: "change", label: "Pieces", type: "number", help: "Less than 0 takes away", show: ({ how }) => how === "change" },
        {
            name: "set", label: "Counted", type: "number", show: ({ how }) => how === "set",
            help: "Refused if something was sold since this page was read",
        },
        { name: "reason", label: "Reason", required: true },
    ]
}
