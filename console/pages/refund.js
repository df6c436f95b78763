// What of an order is given back: all that is left, an amount, or pieces.
import { change } from "../api.js"
import { ask } from "../parts/dialog.js"
import { money } from "../parts/format.js"

// Asks for it, and hands what the API has answered to `took`.
export function askForRefund(order, took) {
    const left = order.items.filter(line => line.quantity > line.refunded_quantity)
    ask({
        title: `Refund order ${order.number}`, action: "Refund", isDanger: true,
        text: `Up to ${money(order.total - order.refunded, order.currency)} can be given back.`,
        value: { what: "rest", restock: true },
        fields: [
            {
                name: "what", label: "What", type: "choice",
                options: [["rest", "All that is left"], ["amount", "An amount"], ["items", "Pieces"]],
            },
            { name: "amount", label: "Amount", type: "amount", show: ({ what }) => what === "amount" },
            ...left.map((line, place) => ({
                name: `line${place}`, label: line.name, type: "number",
                help: `Up to ${line.quantity - line.refunded_quantity} pieces`, show: ({ what }) => what === "items",
            })),
            { name: "restock", label: "Put the pieces back into stock", type: "flag", show: ({ what }) => what === "items" },
            { name: "reason", label: "Reason" },
        ],
        submit: async ({ what, amount, restock, reason, ...pieces }, changed, key) => {
            const items = left.map(({ product_id, variant_id }, place) => (
                { product_id, variant_id, quantity: pieces[`line${place}`] })).filter(({ quantity }) => quantity)
            const body = { reason, ...(what === "amount" && { amount: amount ?? 0 }), ...(what === "items" && { items, restock }) }
            took(await change("POST", `/orders/${order.id}/refund`, body, { key }))
        },
    })
}
