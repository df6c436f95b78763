// Short news at the edge of the page, which screen readers say.

let notices = []

// Says something for a while: a text, or what m() makes.
export function say(content, { seconds = 8, isProblem = false } = {}) {
    const notice = { content, isProblem }
    notices = [...notices.slice(-2), notice]
    setTimeout(() => dismiss(notice), seconds * 1000)
    m.redraw()
}

export function sayProblem(problem) {
    const fields = Object.values(problem.fields ?? {})
    say(fields.length ? fields.join(" ") : problem.message, { isProblem: true, seconds: 15 })
}

function dismiss(notice) {
    notices = notices.filter(other => other !== notice)
    m.redraw()
}

export const Notices = {
    view: () => m(".notices", { role: "status", "aria-live": "polite" }, notices.map(notice =>
        m(".alert.shadow-sm", { class: notice.isProblem ? "alert-danger" : "alert-info" },
            m("div", notice.content),
            m("button.btn-close[type=button]", { "aria-label": "Dismiss", onclick: () => dismiss(notice) })))),
}
