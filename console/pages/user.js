// One account: role and permissions, ban, log-out everywhere.
import { change, read } from "../api.js"
import { ask } from "../parts/dialog.js"
import { Form } from "../parts/form.js"
import { state, time, yesOrNo } from "../parts/format.js"
import { head, section } from "../parts/head.js"
import { go, link } from "../parts/link.js"
import { Loading } from "../parts/load.js"
import { say } from "../parts/notice.js"
import { may } from "../session.js"
import { roles } from "./users.js"

const permissions = [
    "create:product", "update:product", "delete:product", "manage:category", "manage:review", "manage:coupon",
    "manage:inventory", "read:order", "update:order", "refund:order", "read:user", "update:user", "delete:user", "read:audit",
    "read:report", "manage:job", "manage:webhook", "manage:key",
]

export const User = {
    oninit({ attrs: { id } }) {
        this.path = `/admin/users/${id}`
        this.changes = 0
        this.user = new Loading(() => read(this.path))
    },

    async change(method, what, body, tag, news) {
        this.user.set(await change(method, `${this.path}/${what}`, body, { tag }))
        this.changes += 1
        say(news)
    },

    view() {
        return m("div", this.user.view(({ body: user, tag }) => [
            head(user.name || user.email, { up: link("/users", "Users"), actions: this.actions(user, tag) }),
            m("p.states", user.is_banned ? state("banned") : state("active")),
            user.is_banned && m(".alert.alert-warning", "Banned since ", time(user.banned_at), user.ban_reason && `: ${user.ban_reason}`),
            m(".columns",
                section("Account", m("dl.facts",
                    m("dt", "Mail address"), m("dd", user.email),
                    m("dt", "Verified"), m("dd", yesOrNo(user.is_verified)),
                    m("dt", "Authenticator"), m("dd", yesOrNo(user.totp_enabled)),
                    m("dt", "Since"), m("dd", time(user.created_at)),
                    m("dt", "Last log-in"), m("dd", time(user.last_login))),
                may("read:order") && m("p", link("/orders", "Orders of this account", { q: user.email })),
                may("read:audit") && m("p", link("/audit", "What was changed about it", { subject: user.id }))),
                may("update:user") && section("Role", [m(Form, {
                    key: this.changes, action: "Set the role", value: user,
                    fields: [{ name: "role", label: "Role", type: "choice", options: roles }],
                    submit: ({ role }) => this.change("PATCH", "role", { role }, tag, "The role is set."),
                })])),
            may("update:user") && section("Permissions beyond the role", [m(Form, {
                key: this.changes, action: "Set the permissions", value: user,
                fields: [{
                    name: "own_permissions", label: "What this account may do besides", type: "choices", width: "wide",
                    options: permissions.map(permission => [permission, permission]),
                }],
                submit: ({ own_permissions }) =>
                    this.change("PUT", "permissions", { permissions: own_permissions }, tag, "The permissions are set."),
            })]),
        ]))
    },

    actions(user, tag) {
        const button = (kind, text, onclick) => m("button.btn[type=button]", { class: kind, onclick }, text)
        return [
            may("update:user") && button("btn-outline-primary", "Log out everywhere", () => this.logOut(user)),
            may("update:user") && (user.is_banned
                ? button("btn-outline-primary", "Lift the ban", () => this.liftBan(tag))
                : button("btn-outline-danger", "Ban", () => this.ban(user, tag))),
            may("delete:user") && button("btn-outline-danger", "Delete", () => this.delete(user, tag)),
        ]
    },

    ban(user, tag) {
        ask({
            title: `Ban ${user.email}`, text: "Sessions end at once, and nobody can log in to it.", action: "Ban", isDanger: true,
            fields: [{ name: "reason", label: "Reason" }],
            submit: ({ reason }) => this.change("PATCH", "ban", { banned: true, reason }, tag, "The account is banned."),
        })
    },

    liftBan(tag) {
        ask({
            title: "Lift the ban", action: "Lift the ban",
            submit: () => this.change("PATCH", "ban", { banned: false }, tag, "The ban is lifted."),
        })
    },

    logOut(user) {
        ask({
            title: `Log ${user.email} out`, text: "Everywhere, at once. They can log in again.", action: "Log out",
            submit: async () => {
                await change("POST", `${this.path}/logout`)
                say("All sessions have ended.")
            },
        })
    },

    delete(user, tag) {
        ask({
            title: `Delete ${user.email}`, action: "Delete for good", isDanger: true,
            text: "Personal data are removed for good. Orders and books keep the account's id only.",
            submit: async () => {
                await change("DELETE", this.path, undefined, { tag })
                say("The account is deleted.")
                go("/users")
            },
        })
    },
}
