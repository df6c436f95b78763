// Products from a CSV file.
import { change } from "../api.js"
import { Drop } from "../parts/drop.js"
import { Field } from "../parts/field.js"
import { head, section } from "../parts/head.js"
import { go } from "../parts/link.js"
import { sayProblem } from "../parts/notice.js"

export const Imports = {
    oninit() {
        this.isDryRun = true
        this.isBusy = false
    },

    view() {
        return m("div",
            head("Imports"),
            section(null,
                m("p", "A CSV file with a head, of the columns ", m("code", "number, sku, name, slug, description, price, inventory, category, tags, is_active"),
                    ". The same file twice changes nothing."),
                m(Field, {
                    id: "dry-run", value: this.isDryRun, change: value => { this.isDryRun = value },
                    field: { name: "dry_run", label: "Only try: tell what would happen, and change nothing", type: "flag" },
                }),
                m(Drop, {
                    label: "Drop a CSV file here, or choose one", accept: ".csv,text/csv", isBusy: this.isBusy,
                    take: files => this.begin(files[0]),
                })))
    },

    async begin(file) {
        this.isBusy = true
        try {
            const form = new FormData()
            form.append("file", file)
            const { body } = await change("POST", "/admin/imports", form, { query: { dry_run: this.isDryRun } })
            go(`/imports/${body.id}`)
        } catch (problem) {
            sayProblem(problem)
        } finally {
            this.isBusy = false
            m.redraw()
        }
    },
}
