// A form: its fields (field.js), a button, and what the API says of each field at that field.
//
//     m(Form, { fields, value: product, action: "Save", submit: async (values, changed, key) => { … } })
//
// `submit` gets all values, those that are not what the form began with, and a key for the request, which is the same when the
// same values are sent again. A Problem that it throws is shown.
import { newKey } from "../api.js"
import { Field, readValue, shownValue } from "./field.js"

let forms = 0

export const Form = {
    oninit({ attrs: { fields, value = {} } }) {
        this.id = `form${forms += 1}`
        this.shown = {}
        for (const field of fields) this.shown[field.name] = shownValue(field, value[field.name] ?? field.usual)
        this.begun = this.values(fields)
        this.problem = this.sent = null
        this.isBusy = false
    },

    values(fields) {
        return Object.fromEntries(fields.map(field => [field.name, readValue(field, this.shown[field.name])]))
    },

    // After a lost answer the same is sent again, and done once; changed it is another request.
    key(values) {
        const text = JSON.stringify(values)
        if (this.sent?.text !== text) this.sent = { text, key: newKey() }
        return this.sent.key
    },

    async send({ fields, submit }) {
        const values = this.values(fields.filter(field => isShown(field, this.shown)))
        const changed = Object.fromEntries(
            Object.entries(values).filter(([name, value]) => !isSame(value, this.begun[name])))
        this.isBusy = true
        try {
            await submit(values, changed, this.key(values))
            this.problem = this.sent = null
            this.begun = { ...this.begun, ...values }
        } catch (problem) {
            this.problem = problem
            if (!("fields" in problem)) throw problem
        } finally {
            this.isBusy = false
            m.redraw()
        }
    },

    // Who listens, or does not see the top of the form, is led to what is wrong.
    onupdate({ dom }) {
        if (!this.problem || this.problem === this.pointedAt) return
        this.pointedAt = this.problem
        const wrong = dom.querySelector("[aria-invalid]") ?? dom.querySelector("[role=alert]")
        wrong?.focus()
    },

    view({ attrs }) {
        const { fields, action = "Save", isDanger, cancel } = attrs
        const shown = fields.filter(field => isShown(field, this.shown))
        return m("form", {
            novalidate: true, "aria-busy": String(this.isBusy),
            onsubmit: event => {
                event.preventDefault()
                if (!this.isBusy) this.send(attrs)
            },
        },
        this.problem && this.summary(shown),
        m(".fields", shown.map(field => m(Field, {
            key: field.name, field, id: `${this.id}-${field.name}`, value: this.shown[field.name],
            problem: this.problem?.fields?.[field.name],
            change: value => { this.shown[field.name] = value },
        }))),
        m(".actions",
            m("button.btn[type=submit]", { class: isDanger ? "btn-danger" : "btn-primary", disabled: this.isBusy },
                this.isBusy ? "One moment…" : action),
            cancel && m("button.btn.btn-outline-secondary[type=button]", { onclick: cancel }, "Cancel")))
    },

    // What is wrong, with what belongs to no field that is shown.
    summary(shown) {
        const names = new Set(shown.map(field => field.name))
        const others = Object.entries(this.problem.fields ?? {}).filter(([name]) => !names.has(name))
        return m(".alert.alert-danger[role=alert][tabindex=-1]", this.problem.message,
            others.length > 0 && m("ul.mb-0", others.map(([name, message]) => m("li", `${name}: ${message}`))))
    },
}

function isShown(field, shown) { return !field.show || field.show(shown) }

function isSame(one, other) { return JSON.stringify(one) === JSON.stringify(other) }
