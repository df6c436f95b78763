// The tree of categories.
import { change, read } from "../api.js"
import { ask } from "../parts/dialog.js"
import { count } from "../parts/format.js"
import { head, section } from "../parts/head.js"
import { link } from "../parts/link.js"
import { Table } from "../parts/list.js"
import { Loading } from "../parts/load.js"
import { say, sayProblem } from "../parts/notice.js"

export const Categories = {
    oninit() { this.tree = new Loading(() => read("/categories")) },

    view() {
        return m("div",
            head("Categories", {
                actions: m("button.btn.btn-primary[type=button]", { onclick: () => this.add() }, "New category"),
            }),
            section(null, this.tree.view(({ body }) => m(Table, {
                title: "Categories", items: flat(body.items), empty: "No categories yet.",
                columns: [
                    ["Name", category => [
                        category.depth > 0 && m("span.depth", { "aria-label": `Below ${category.above}` }, "↳ ".padStart(category.depth * 3 + 2, "\u00a0")),
                        category.name]],
                    ["In addresses", category => category.slug],
                    ["Order", category => count(category.sort_order), "number"],
                    ["Products", category => link("/products", count(category.product_count), { category: category.slug }), "number"],
                    ["", category => m(".row-actions",
                        m("button.btn.btn-outline-primary.btn-sm[type=button]", {
                            "aria-label": `Change ${category.name}`, onclick: () => this.edit(category),
                        }, "Change"),
                        m("button.btn.btn-outline-danger.btn-sm[type=button]", {
                            "aria-label": `Remove ${category.name}`, onclick: () => this.remove(category),
                        }, "Remove"))],
                ],
            }))))
    },

    fields() {
        return [
            { name: "name", label: "Name", required: true },
            { name: "slug", label: "Name in addresses", help: "Made of the name if it is empty" },
            { name: "description", label: "Description", type: "long" },
            {
                name: "parent_id", label: "Below", type: "choice",
                options: [["", "Nothing: at the top"], ...flat(this.tree.value?.body.items ?? []).map(({ id, name }) => [id, name])],
            },
            { name: "sort_order", label: "Order among its neighbours", type: "number" },
        ]
    },

    add() {
        ask({
            title: "New category", action: "Add", fields: this.fields(),
            submit: async (values, changed, key) => {
                const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null))
                await change("POST", "/categories", given, { key })
                this.tree.again()
            },
        })
    },

    async edit({ id, name }) {
        try {
            const { body, tag } = await read(`/categories/${id}`)
            ask({
                title: `Category ${name}`, fields: this.fields(), value: body,
                submit: async (values, changed) => {
                    await change("PATCH", `/categories/${id}`, changed, { tag })
                    say("Saved.")
                    this.tree.again()
                },
            })
        } catch (problem) {
            sayProblem(problem)
        }
    },

    remove({ id, name }) {
        ask({
            title: `Remove ${name}`, text: "Only what has neither products nor further categories can go.",
            action: "Remove", isDanger: true,
            submit: async () => {
                await change("DELETE", `/categories/${id}`)
                this.tree.again()
            },
        })
    },
}

function flat(tree, depth = 0, above = "") {
    return tree.flatMap(category => [{ ...category, depth, above }, ...flat(category.children, depth + 1, category.name)])
}
