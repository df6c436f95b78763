// Mail and password; where the account has an authenticator, its code in a second step.
import { Form } from "../parts/form.js"
import { logIn } from "../session.js"

export const LogIn = {
    oninit() { this.known = null },
    view() {
        document.title = "Log in – Bodega console"
        return m("main.log-in",
            m("h1", m("img", { src: "/console/icon.svg", alt: "", width: 40, height: 40 }), "Bodega console"),
            this.known ? m("div", { key: "code" }, this.codeForm()) : m("div", { key: "password" }, this.passwordForm()))
    },

    passwordForm() {
        return m(Form, {
            fields: [
                { name: "email", label: "Mail address", type: "email", required: true, autocomplete: "username" },
                { name: "password", label: "Password", type: "password", required: true, autocomplete: "current-password" },
            ],
            action: "Log in",
            submit: async ({ email, password }) => {
                try {
                    await logIn(email, password)
                } catch (problem) {
                    if (problem.code !== "totp_required") throw problem
                    this.known = { email, password }
                }
            },
        })
    },

    codeForm() {
        return m(Form, {
            fields: [{
                name: "code", label: "Code", required: true, autocomplete: "one-time-code",
                help: "Of your authenticator, or one of your recovery codes.",
            }],
            action: "Go on",
            cancel: () => { this.known = null },
            submit: ({ code }) => logIn(this.known.email, this.known.password, code ?? ""),
        })
    },
}
