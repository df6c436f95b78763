// One field of a form: label, input, help, and what is wrong with it, tied together for screen readers.
//
//     { name: "price", label: "Price", type: "amount", required: true, help: "Without tax" }
//
// Types: text (usual), long, password, email, number, amount, flag, choice, choices, moment, list.

// What is shown of a value in an input.
export function shownValue(field, value) {
    if (field.type === "flag") return Boolean(value)
    if (field.type === "choices") return value ?? []
    if (field.type === "choice") return value ?? field.options[0]?.[0] ?? ""
    if (value === undefined || value === null) return ""
    // 34.5 is 34.50.
    if (field.type === "amount" && !Number.isInteger(value)) return Number(value).toFixed(2)
    if (field.type === "moment") return localText(value)
    if (field.type === "list") return value.join(", ")
    return value
}

// What an input's text stands for; null for nothing.
export function readValue(field, shown) {
    if (field.type === "flag" || field.type === "choices") return shown
    const text = String(shown).trim()
    if (field.type === "list") return text ? text.split(",").map(part => part.trim()).filter(Boolean) : []
    if (text === "") return null
    // What is no number is sent as it is: the API says what is wrong with it.
    if (field.type === "number" || field.type === "amount") return Number.isNaN(Number(text)) ? text : Number(text)
    if (field.type === "moment") return new Date(text).toISOString()
    return field.type === "password" ? String(shown) : text
}

// 2026-11-30T12:00, as the browser's input for moments has it, in the time of who looks.
function localText(moment) {
    const date = new Date(moment)
    return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

export const Field = {
    view({ attrs: { field, id, value, problem, change } }) {
        const about = [problem && `${id}-problem`, field.help && `${id}-help`].filter(Boolean).join(" ")
        const attributes = {
            id, name: field.name, required: field.required, autocomplete: field.autocomplete ?? "off",
            "aria-describedby": about || false, "aria-invalid": problem ? "true" : false,
            class: problem ? "is-invalid" : "",
        }
        const notes = [
            problem && m(".invalid-feedback.d-block", { id: `${id}-problem` }, problem),
            field.help && m(".form-text", { id: `${id}-help` }, field.help),
        ]
        if (field.type === "flag") {
            return m(".form-check", { class: field.width },
                m("input.form-check-input[type=checkbox]", {
                    ...attributes, checked: value, onchange: event => change(event.target.checked),
                }),
                m("label.form-check-label", { for: id }, field.label), notes)
        }
        if (field.type === "choices") return m(Choices, { field, id, value, change, notes, attributes })
        return m("div", { class: field.width },
            m("label.form-label", { for: id }, field.label, field.required && m("span.required", { "aria-hidden": "true" }, " *")),
            input(field, attributes, value, change), notes)
    },
}

const inputs = {
    text: { type: "text" }, password: { type: "password" }, email: { type: "email" }, list: { type: "text" },
    number: { type: "text", inputmode: "numeric" }, amount: { type: "text", inputmode: "decimal" },
    moment: { type: "datetime-local" },
}

function input(field, attributes, value, change) {
    const oninput = event => change(event.target.value)
    switch (field.type) {
    case "long":
        return m("textarea.form-control", { rows: 4, ...attributes, value, oninput })
    case "choice":
        return m("select.form-select", { ...attributes, value, onchange: oninput },
            field.options.map(([option, text]) => m("option", { value: option, selected: String(option) === String(value) }, text)))
    default:
        return m("input.form-control", { ...inputs[field.type ?? "text"], ...attributes, value, oninput })
    }
}

const Choices = {
    view({ attrs: { field, id, value, change, notes, attributes } }) {
        return m("fieldset", { class: field.width, "aria-describedby": attributes["aria-describedby"] },
            m("legend.form-label", field.label),
            m(".choices", field.options.map(([option, text], place) => m(".form-check",
                m("input.form-check-input[type=checkbox]", {
                    id: `${id}-${place}`, checked: value.includes(option),
                    onchange: ({ target }) =>
                        change(target.checked ? [...value, option] : value.filter(other => other !== option)),
                }),
                m("label.form-check-label", { for: `${id}-${place}` }, text)))),
            notes)
    },
}
