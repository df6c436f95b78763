// Where one can go, by what one may do.
import { logOut, may, session } from "../session.js"
import { href } from "./link.js"
import { sayProblem } from "./notice.js"

// Path, name, and the permission that the page asks for.
const all = [
    ["Sales", [
        ["/dashboard", "Dashboard", "read:report"],
        ["/orders", "Orders", "read:order"],
        ["/coupons", "Coupons", "manage:coupon"],
    ]],
    ["Catalog", [
        ["/products", "Products", "update:product"],
        ["/categories", "Categories", "manage:category"],
        ["/reviews", "Reviews", "manage:review"],
        ["/inventory", "Inventory", "manage:inventory"],
    ]],
    ["Shop", [
        ["/users", "Users", "read:user"],
        ["/exports", "Exports", "read:report"],
        ["/imports", "Imports", "create:product"],
        ["/jobs", "Jobs", "manage:job"],
        ["/audit", "Audit", "read:audit"],
        ["/system", "System", "read:report"],
    ]],
]

export function groups() {
    return all.map(([title, pages]) => [title, pages.filter(([, , permission]) => may(permission))])
        .filter(([, pages]) => pages.length)
}

// The first page that one may see; null for none.
export function home() { return groups()[0]?.[1][0][0] ?? null }

export const Menu = {
    oninit() { this.isOpen = false },
    view({ attrs: { path } }) {
        const close = () => { this.isOpen = false }
        return m("header.menu",
            m("a.skip", { href: "#", onclick: skip }, "Skip to the content"),
            m(".menu-bar",
                m("a.brand", { href: href(home() ?? "/dashboard"), onclick: close },
                    m("img", { src: "/console/icon.svg", alt: "", width: 28, height: 28 }), "Bodega"),
                m("button.btn.btn-outline-light.btn-sm.menu-toggle[type=button]", {
                    "aria-expanded": String(this.isOpen), "aria-controls": "menu",
                    onclick: () => { this.isOpen = !this.isOpen },
                }, "Menu")),
            m("nav#menu", { class: this.isOpen ? "open" : "", "aria-label": "Pages" },
                groups().map(([title, pages]) => m("section",
                    m("h2", title),
                    m("ul", pages.map(([to, name]) => m("li", m("a", {
                        href: href(to), onclick: close,
                        "aria-current": path === to || path.startsWith(`${to}/`) ? "page" : false,
                    }, name)))))),
                m(".whoami",
                    m("span", session.user.name || session.user.email),
                    m("button.btn.btn-outline-light.btn-sm[type=button]", { onclick: () => leave() }, "Log out"))))
    },
}

function skip(event) {
    event.preventDefault()
    document.getElementById("content").focus()
}

async function leave() {
    await logOut().catch(sayProblem)
    m.redraw()
}
