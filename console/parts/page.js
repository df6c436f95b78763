// The frame of all pages: who is logged in, the menu, news, dialogs; and the log-in form for who is not.
import { LogIn } from "../pages/log-in.js"
import { session } from "../session.js"
import { Dialog } from "./dialog.js"
import { go } from "./link.js"
import { home, Menu } from "./menu.js"
import { News } from "./news.js"
import { Notices } from "./notice.js"

export const Page = {
    view({ attrs: { page, path, query } }) {
        if (!session.user) return m("div", m(LogIn), m(Notices))
        return m(".frame",
            m(Menu, { path }),
            m("main#content", { tabindex: -1 }, this.content(page, path, query)),
            m(News),
            m(Notices),
            m(Dialog))
    },

    content(page, path, query) {
        if (!home()) return m(Closed)
        // Where everybody begins, and not everybody may look.
        return path === "/dashboard" && home() !== path ? m(Elsewhere) : m(Shown, { page, path, query })
    },
}

const Elsewhere = {
    oncreate: () => go(home()),
    view: () => null,
}

// The keyed page, so that each path has one of its own.
const Shown = {
    view: ({ attrs: { page, path, query } }) => [m(page, { key: path, path, query, id: query.id })],
    oncreate: ({ attrs }) => arrive(attrs.path),
    onupdate: ({ attrs }) => arrive(attrs.path),
}

let shownPath = null

// Who moves by keyboard or listens begins at the top of a new page.
function arrive(path) {
    const heading = document.querySelector("main h1")
    if (heading) document.title = `${heading.textContent} – Bodega console`
    if (path === shownPath) return
    if (shownPath !== null) {
        document.getElementById("content")?.focus({ preventScroll: true })
        window.scrollTo(0, 0)
    }
    shownPath = path
}

const Closed = {
    view: () => m("div", m("h1", "Nothing to see here"),
        m("p", "This account has none of the permissions that the console's pages ask for. Log out to use another one.")),
}
