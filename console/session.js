// Who is logged in. The refresh token is a cookie that no script can read; the access token is here and nowhere else, so a
// reload fetches a new one.
import { say } from "./parts/notice.js"
import { Problem } from "./problem.js"

export const session = {
    // The account, with its permissions; null for nobody.
    user: null,
    token: null,
    // When the token ends, in milliseconds.
    endsAt: 0,
}

export function may(...permissions) {
    return permissions.every(permission => session.user?.permissions.includes(permission))
}

// A session of a password; where the account has an authenticator, with its code. Throws a Problem: "totp_required".
export async function logIn(email, password, code) {
    begin(await ask("/auth/login", { email, password, cookie: true, ...(code ? { code } : {}) }))
}

let renewal = null

// The next access token, by the cookie. Those who ask at the same time get the same. False if the session is over.
export function renew() {
    renewal ??= exchange().finally(() => { renewal = null })
    return renewal
}

export async function logOut() {
    try {
        await ask("/auth/logout")
    } finally {
        end()
    }
}

export function end() {
    session.user = session.token = null
    session.endsAt = 0
}

async function exchange() {
    if (!csrfToken()) return false
    try {
        begin(await ask("/auth/refresh", {}))
        return true
    } catch (problem) {
        if (problem.status !== 401 && problem.status !== 403) throw problem
        end()
        return false
    }
}

function begin(answer) {
    // The cookie is that of all pages of this host.
    if (session.user && session.user.id !== answer.user.id) say(`This browser is logged in as ${answer.user.email} now.`)
    session.user = answer.user
    session.token = answer.access_token
    session.endsAt = Date.now() + answer.expires_in * 1000
}

async function ask(path, body) {
    const headers = { "X-CSRF-Token": csrfToken() }
    if (body) headers["Content-Type"] = "application/json"
    const response = await fetch("/api/v1" + path, { method: "POST", headers, body: body && JSON.stringify(body) })
        .catch(() => { throw Problem.unreachable() })
    if (!response.ok) throw await Problem.of(response)
    return response.status === 204 ? null : response.json()
}

function csrfToken() {
    return document.cookie.match(/(?:^|; )csrf_token=([^;]*)/)?.[1] ?? ""
}
