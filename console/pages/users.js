// Accounts, the newest first.
import { state, time, words, yesOrNo } from "../parts/format.js"
import { Filters } from "../parts/filters.js"
import { head } from "../parts/head.js"
import { link } from "../parts/link.js"
import { List } from "../parts/list.js"

export const roles = [["user", "Customer"], ["vendor", "Vendor"], ["admin", "Admin"]]

const fields = [
    { name: "q", label: "Name or mail address", help: "Words, or how they begin" },
    { name: "role", label: "Role", type: "choice", options: [["", "Any"], ...roles] },
    { name: "is_banned", label: "Banned", type: "choice", options: [["", "Either"], ["true", "Yes"], ["false", "No"]] },
]

export const Users = {
    view({ attrs: { path, query } }) {
        const { q, role, is_banned } = query
        return m("div",
            head("Users"),
            m(Filters, { path, query, fields }),
            m(List, {
                from: "/admin/users", asking: { q, role, is_banned }, path, query, title: "Users",
                empty: "Nobody is like that.",
                columns: [
                    ["Mail address", user => link(`/users/${user.id}`, user.email)],
                    ["Name", user => user.name || "–"],
                    ["Role", user => words(user.role)],
                    ["Verified", user => yesOrNo(user.is_verified)],
                    ["Since", user => time(user.created_at)],
                    ["State", user => user.is_banned && state("banned")],
                ],
            }))
    },
}
