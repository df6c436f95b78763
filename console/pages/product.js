// A product: what it says of itself, its pictures, its variants. /products/new is one that is not there yet.
import { change, read } from "../api.js"
import { ask } from "../parts/dialog.js"
import { Form } from "../parts/form.js"
import { counted, state, time } from "../parts/format.js"
import { head, section } from "../parts/head.js"
import { go, link } from "../parts/link.js"
import { Loading } from "../parts/load.js"
import { say, sayProblem } from "../parts/notice.js"
import { may } from "../session.js"
import { Pictures } from "./pictures.js"
import { Variants } from "./variants.js"

const fields = [
    { name: "name", label: "Name", required: true },
    { name: "slug", label: "Name in addresses", help: "Made of the name if it is empty" },
    { name: "description", label: "Description", type: "long", width: "wide" },
    { name: "price", label: "Price", type: "amount", required: true },
    { name: "inventory", label: "Stock", type: "number", help: "With variants it is their sum" },
    { name: "category", label: "Category", help: "Name, name in addresses, or id" },
    { name: "tags", label: "Tags", type: "list", help: "Commas between them" },
    { name: "weight", label: "Weight in grams", type: "number" },
    { name: "max_per_order", label: "Most in one order", type: "number" },
    {
        name: "discount.type", label: "Discount", type: "choice",
        options: [["", "None"], ["percentage", "Per cent"], ["fixed", "Amount"]],
    },
    { name: "discount.value", label: "Discount's value", type: "amount", show: isDiscounted },
    { name: "discount.starts_at", label: "Discount from", type: "moment", show: isDiscounted },
    { name: "discount.ends_at", label: "Discount until", type: "moment", show: isDiscounted },
    { name: "seo.title", label: "Title for search engines" },
    { name: "seo.description", label: "Description for search engines", width: "wide" },
    { name: "is_active", label: "On sale", type: "flag" },
    { name: "is_featured", label: "Featured", type: "flag" },
]

function isDiscounted(shown) { return Boolean(shown["discount.type"]) }

export const Product = {
    oninit({ attrs: { id } }) {
        this.id = id
        this.isNew = id === "new"
        // How often the form was begun: what is saved begins it again.
        this.forms = 0
        if (!this.isNew) this.product = new Loading(() => read(`/products/${id}`))
    },

    view() {
        if (this.isNew) {
            return m("div", head("New product", { up: link("/products", "Products") }),
                section(null, m(Form, {
                    fields, value: { is_active: true }, action: "Add", submit: (...sent) => this.add(...sent),
                })))
        }
        return m("div", this.product.view(({ body: product, tag }) => [
            head(product.name, { up: link("/products", "Products"), actions: this.actions(product, tag) }),
            m("p.states",
                product.is_active ? state("active") : state("hidden"),
                m("span", `No. ${product.number}`), m("span", "Changed ", time(product.updated_at)),
                link(`/products/${product.id}/reviews`, counted(product.rating.count, "review")),
                may("manage:inventory") && link(`/inventory/${product.id}`, "Stock and movements")),
            section("About", [m(Form, {
                key: this.forms, fields, value: flat(product), submit: (values, changed) => this.save(values, changed, tag),
            })]),
            section("Pictures", m(Pictures, { product, changed: () => this.product.again() })),
            section("Variants", m(Variants, { product, changed: () => this.product.again() })),
        ]))
    },

    actions(product, tag) {
        if (!may("delete:product")) return null
        return m("button.btn.btn-outline-danger[type=button]", { onclick: () => this.remove(product, tag) }, "Remove")
    },

    async add(values, changed, key) {
        const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null))
        const { body } = await change("POST", "/products", nested(given, changed), { key })
        say(`${body.name} is in the shop.`)
        go(`/products/${body.id}`)
    },

    async save(values, changed, tag) {
        if (Object.keys(changed).length === 0) return say("Nothing was changed.")
        try {
            this.product.set(await change("PATCH", `/products/${this.id}`, nested(changed, changed, values), { tag }))
            this.forms += 1
            say("Saved.")
        } catch (problem) {
            // What was typed stays; the tag is the new one, so that saving again is a decision.
            if (problem.isOutdated) {
                await this.product.again()
                problem.message = "Somebody else has changed this product meanwhile. Look at the page in another tab; saving again keeps yours."
            }
            throw problem
        }
    },

    remove(product, tag) {
        ask({
            title: `Remove ${product.name}`, action: "Remove", isDanger: true,
            text: "It leaves the shop; orders keep it, and it can be brought back.",
            submit: async () => {
                await change("DELETE", `/products/${product.id}`, undefined, { tag })
                say(m("span", "Removed. ", m("button.btn.btn-link.p-0[type=button]", {
                    onclick: () => restore(product),
                }, "Bring it back")), { seconds: 20 })
                go("/products")
            },
        })
    },
}

async function restore(product) {
    try {
        await change("POST", `/products/${product.id}/restore`)
        go(`/products/${product.id}`)
    } catch (problem) {
        sayProblem(problem)
    }
}

// The fields of a form have names as problems have them: "discount.value".
function flat(product) {
    const value = { ...product, category: product.category?.name }
    for (const name of ["discount", "seo"]) {
        for (const [part, content] of Object.entries(product[name] ?? {})) value[`${name}.${part}`] = content
    }
    return value
}

// The body of a request: of a document within the product all fields are sent if one has changed.
function nested(given, changed, all = given) {
    const body = {}
    for (const [name, value] of Object.entries(given)) if (!name.includes(".")) body[name] = value
    const part = name => Object.fromEntries(
        Object.entries(all).filter(([key]) => key.startsWith(`${name}.`)).map(([key, value]) => [key.slice(name.length + 1), value]))
    const isChanged = name => Object.keys(changed).some(key => key.startsWith(`${name}.`))
    if (isChanged("discount")) body.discount = all["discount.type"] ? part("discount") : null
    if (isChanged("seo")) body.seo = part("seo")
    return body
}
