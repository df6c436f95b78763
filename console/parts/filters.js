// What a list is narrowed to. It stands in the page's address, so that one can come back to it and send it to somebody.
import { Form } from "./form.js"
import { go, href } from "./link.js"

export const Filters = {
    oninit({ attrs: { path, query, fields } }) {
        this.turn = 0
        this.known = this.asked = href(path, valueOf(query, fields))
    },
    view({ attrs: { path, query, fields } }) {
        const value = valueOf(query, fields)
        // The form begins anew when the address has changed, unless it was the form that changed it.
        const address = href(path, value)
        if (address !== this.known && address !== this.asked) this.turn += 1
        this.known = address
        return m("search.filters", [m(Form, {
            key: this.turn, fields, value, action: "Filter",
            submit: async values => {
                this.asked = href(path, values)
                go(path, values)
            },
            cancel: Object.values(value).some(Boolean) ? () => go(path) : null,
        })])
    },
}

function valueOf(query, fields) { return Object.fromEntries(fields.map(({ name }) => [name, query[name]])) }
