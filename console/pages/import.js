// One import, while it goes on and afterwards.
import { read } from "../api.js"
import { listen } from "../live.js"
import { count, state, time } from "../parts/format.js"
import { head, section } from "../parts/head.js"
import { link } from "../parts/link.js"
import { Table } from "../parts/list.js"
import { Loading } from "../parts/load.js"
import { progressBar } from "../parts/progress.js"

export const Import = {
    oninit({ attrs: { id } }) {
        this.imported = new Loading(() => read(`/admin/imports/${id}`))
        this.stop = listen("job", news => {
            if (news.subject_id === id) this.imported.again()
        }, () => this.imported.again())
    },
    onremove() { this.stop() },

    view() {
        return m("div", this.imported.view(({ body: it }) => [
            head(it.dry_run ? "Import, only tried" : "Import", { up: link("/imports", "Imports") }),
            m("p.states", state(it.status), m("span", "Asked for ", time(it.created_at))),
            progressBar(it.progress, "Progress of the import"),
            it.failure && m(".alert.alert-danger[role=alert]", it.failure),
            m("dl.facts",
                m("dt", it.dry_run ? "Would be new" : "New"), m("dd", count(it.created)),
                m("dt", it.dry_run ? "Would be changed" : "Changed"), m("dd", count(it.updated)),
                m("dt", "As they were"), m("dd", count(it.unchanged)),
                m("dt", "Bad lines"), m("dd", count(it.error_count))),
            it.errors.length > 0 && section("Bad lines", m(Table, {
                title: "Bad lines", items: it.errors, columns: [
                    ["Line", fault => count(fault.line), "number"], ["Column", fault => fault.field ?? "–"],
                    ["Reason", fault => fault.reason],
                ],
            })),
        ]))
    },
}
