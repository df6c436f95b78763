// One coupon. /coupons/new is one that is not there yet.
import { change, read } from "../api.js"
import { ask } from "../parts/dialog.js"
import { Form } from "../parts/form.js"
import { counted } from "../parts/format.js"
import { head, section } from "../parts/head.js"
import { go, link } from "../parts/link.js"
import { Loading } from "../parts/load.js"
import { say } from "../parts/notice.js"

const fields = [
    { name: "code", label: "Code", required: true },
    {
        name: "type", label: "Takes off", type: "choice",
        options: [["percentage", "Per cent"], ["fixed", "An amount"], ["free_shipping", "The shipping"]],
    },
    { name: "value", label: "How much", type: "amount", show: ({ type }) => type !== "free_shipping" },
    { name: "min_total", label: "From which sum of goods", type: "amount" },
    { name: "starts_at", label: "From", type: "moment" },
    { name: "ends_at", label: "Until", type: "moment" },
    { name: "max_uses", label: "Most uses", type: "number" },
    { name: "max_uses_per_user", label: "Most uses by one buyer", type: "number" },
    { name: "categories", label: "Categories", type: "list", help: "Ids with commas between them; all if it is empty" },
]

export const Coupon = {
    oninit({ attrs: { id } }) {
        this.isNew = id === "new"
        this.path = `/admin/coupons/${id}`
        this.saved = 0
        if (!this.isNew) this.coupon = new Loading(() => read(this.path))
    },

    view() {
        const up = link("/coupons", "Coupons")
        if (this.isNew) {
            return m("div", head("New coupon", { up }), section(null, m(Form, {
                fields, value: { type: "percentage" }, action: "Add",
                submit: async (values, changed, key) => {
                    const { body } = await change("POST", "/admin/coupons", { ...values, code: values.code ?? "" }, { key })
                    say(`${body.code} can be used.`)
                    go("/coupons")
                },
            })))
        }
        return m("div", this.coupon.view(({ body: coupon, tag }) => [
            head(`Coupon ${coupon.code}`, {
                up, actions: m("button.btn.btn-outline-danger[type=button]", { onclick: () => this.remove(coupon, tag) }, "Remove"),
            }),
            m("p", `Used ${counted(coupon.uses, "time")}.`),
            section(null, [m(Form, {
                key: this.saved, fields, value: coupon,
                submit: async (values, changed) => {
                    this.coupon.set(await change("PATCH", this.path, changed, { tag }))
                    this.saved += 1
                    say("Saved.")
                },
            })]),
        ]))
    },

    remove(coupon, tag) {
        ask({
            title: `Remove ${coupon.code}`, action: "Remove", isDanger: true,
            submit: async () => {
                await change("DELETE", this.path, undefined, { tag })
                go("/coupons")
            },
        })
    },
}
