// A question in front of the page. The browser keeps the keyboard within it, and Escape closes it.
//
//     ask({ title: "Ban", text: "…", fields: […], action: "Ban", isDanger: true, submit: async values => { … } })
import { Form } from "./form.js"

let question = null
// What had the keyboard before, and gets it back.
let asker = null

export function ask(asked) {
    asker = document.activeElement
    question = { fields: [], ...asked }
    m.redraw()
}

function close() {
    question = null
    m.redraw()
    asker?.focus()
}

export const Dialog = {
    view: () => question && m(Question, { asked: question }),
}

const Question = {
    oncreate: ({ dom }) => dom.showModal(),
    view({ attrs: { asked } }) {
        return m("dialog[aria-labelledby=question]", { oncancel: close, onclose: close },
            m("h2#question", asked.title),
            asked.text && m("p", asked.text),
            m(Form, {
                fields: asked.fields, value: asked.value, action: asked.action, isDanger: asked.isDanger,
                cancel: close,
                submit: async (values, changed, key) => {
                    await asked.submit(values, changed, key)
                    close()
                },
            }))
    },
}
