// What a list is narrowed to. It stands in the page's address, so that one can come back to it and send it to somebody.
import { Form } from "./form.js"
import { go } from "./link.js"

export const Filters = {
    view({ attrs: { path, query, fields } }) {
        const value = Object.fromEntries(fields.map(({ name }) => [name, query[name]]))
        // Made anew when the address has other values, and not while one types.
        return m("search.filters", [m(Form, {
            key: JSON.stringify(value), fields, value, action: "Filter", isInline: true,
            submit: async values => go(path, values),
            cancel: Object.values(value).some(Boolean) ? () => go(path) : undefined,
        })])
    },
}
