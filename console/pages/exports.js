// Tables of orders, products and users, made as jobs.
import { change } from "../api.js"
import { Form } from "../parts/form.js"
import { bytes, count, state, time, words } from "../parts/format.js"
import { head, section } from "../parts/head.js"
import { List } from "../parts/list.js"
import { say } from "../parts/notice.js"
import { progressBar } from "../parts/progress.js"

const fields = [
    { name: "kind", label: "What", type: "choice", usual: "orders", options: ["orders", "products", "users"].map(kind => [kind, words(kind)]) },
    { name: "format", label: "Format", type: "choice", usual: "xlsx", options: [["xlsx", "Workbook (XLSX)"], ["csv", "CSV"]] },
    {
        name: "rows", label: "A row for each", type: "choice", usual: "orders", show: ({ kind }) => kind === "orders",
        options: [["orders", "order"], ["lines", "line of an order"]],
    },
    { name: "from", label: "From", type: "moment" },
    { name: "to", label: "Before", type: "moment" },
    { name: "bom", label: "For spreadsheets that don't know UTF-8", type: "flag", show: ({ format }) => format === "csv" },
]

export const Exports = {
    view({ attrs: { path, query } }) {
        return m("div",
            head("Exports"),
            section("New export", m(Form, { fields, action: "Export", submit: (values, changed, key) => this.begin(values, key) })),
            m(List, {
                from: "/admin/exports", path, query, title: "Exports", live: "job", update: changeExport,
                ready: list => { this.list = list },
                empty: "Nothing was exported lately.",
                columns: [
                    ["What", exported => `${words(exported.kind)}${exported.rows === "lines" ? ", by line" : ""}`],
                    ["Format", exported => exported.format.toUpperCase()],
                    ["Asked for", exported => time(exported.created_at)],
                    ["State", exported => state(exported.status)],
                    ["Progress", exported => progressBar(exported.progress, `Progress of the export of ${exported.kind}`)],
                    ["Rows", exported => typeof exported.row_count === "number" ? count(exported.row_count) : "–", "number"],
                    ["File", exported => exported.file_url
                        ? m("a.btn.btn-primary.btn-sm", { href: exported.file_url, download: "" }, `Download ${bytes(exported.size)}`)
                        : exported.failure],
                ],
            }))
    },

    async begin({ kind, format, rows, from, to, bom }, key) {
        await change("POST", `/admin/export/${kind}`, { format, ...(rows && { rows }), from, to, ...(bom && { bom }) }, { key })
        say("The export has begun.")
        await this.list.again()
    },
}

// Where an export has ended, or is one that is not shown, the list is read again.
function changeExport(exports, { kind, state, progress, subject_id: id }) {
    if (kind !== "export") return true
    const exported = exports.find(each => each.id === id)
    if (exported?.status === "done") return true
    if (!exported || state !== "running") return false
    exported.status = state
    exported.progress = progress ?? exported.progress
    return true
}
