// What went wrong with a request, as the API tells it.

export class Problem extends Error {
    constructor(message, { status = 0, code = null, fields = {}, retryAfter = null } = {}) {
        super(message)
        // The status of the answer; 0 if there was none.
        this.status = status
        // What tells cases of one status apart, as in "bad_transition"; null for most.
        this.code = code
        // What is wrong with each field, by its name: { price: "Input should be greater than 0" }.
        this.fields = fields
        // After how many seconds it is worth while to try again.
        this.retryAfter = retryAfter
    }

    // Somebody else has changed what was to be changed.
    get isOutdated() { return this.status === 412 }

    static unreachable() {
        return new Problem("The shop can't be reached. Nothing was lost: try again in a moment.")
    }

    static async of(response) {
        const body = await response.json().catch(() => ({}))
        const seconds = Number(response.headers.get("Retry-After"))
        const about = { status: response.status, code: body.code ?? null, retryAfter: seconds || null }
        if (!Array.isArray(body.detail)) return new Problem(body.detail ?? `The shop answered ${response.status}.`, about)
        const fields = {}
        for (const { loc, msg } of body.detail) fields[loc.slice(1).join(".")] ??= msg
        return new Problem("Please look at what is marked.", { ...about, fields })
    }
}
