// Something that a page reads from the API, and what is shown until it is there.
//
//     oninit() { this.order = new Loading(() => read("/orders/1")) }
//     view() { return this.order.view(({ body }) => …) }

export class Loading {
    constructor(reading) {
        this.reading = reading
        this.value = this.problem = null
        this.again()
    }

    // Reads it anew; what is shown stays until then. Of several readings the last one counts.
    async again() {
        const turn = this.turn = Symbol("turn")
        try {
            const value = await this.reading()
            if (this.turn === turn) [this.value, this.problem] = [value, null]
        } catch (problem) {
            if (this.turn === turn) this.problem = problem
        }
        m.redraw()
    }

    // Takes what a change has answered for what would be read.
    set(value) {
        this.turn = null
        this.value = value
        this.problem = null
    }

    view(shown) {
        if (this.problem) {
            return m(".alert.alert-danger[role=alert]", m("p", this.problem.message),
                m("button.btn.btn-outline-danger.btn-sm[type=button]", { onclick: () => this.again() }, "Try again"))
        }
        return this.value ? shown(this.value) : m("p.loading", { "aria-busy": "true" }, "Loading…")
    }
}
