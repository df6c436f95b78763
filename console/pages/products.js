// What the shop shows, to search; or everything, what is hidden included.
import { count, money, state } from "../parts/format.js"
import { Filters } from "../parts/filters.js"
import { head } from "../parts/head.js"
import { href, link } from "../parts/link.js"
import { List } from "../parts/list.js"
import { may } from "../session.js"
import { picture } from "./pictures.js"

const sorts = [
    ["", "The newest first"], ["name", "By name"], ["price", "The cheapest first"], ["-price", "The dearest first"],
    ["-rating", "The best rated first"], ["best_selling", "What sells best first"],
]

const fields = [
    { name: "q", label: "Words" },
    { name: "category", label: "Category", help: "Its name or id" },
    { name: "sort", label: "Order", type: "choice", options: sorts },
]

export const Products = {
    view({ attrs: { path, query } }) {
        const { q, category, sort } = query
        return m("div",
            head("Products", {
                actions: may("create:product") && m("a.btn.btn-primary", { href: href("/products/new") }, "New product"),
            }),
            m("p", "These are on sale. ", may("manage:inventory") && [link("/inventory", "The inventory"), " has the hidden ones, too."]),
            m(Filters, { path, query, fields }),
            m(List, {
                from: "/products", asking: { q, category, sort }, path, query, title: "Products",
                empty: "No product is like that.",
                columns: [
                    ["Picture", product => picture(product.images[0], product.name), "picture"],
                    ["Name", product => link(`/products/${product.id}`, product.name)],
                    ["Category", product => product.category
                        ? link("/products", product.category.name, { category: product.category.slug }) : "–"],
                    ["Price", product => product.sale_price === null || product.sale_price === undefined
                        ? money(product.price, product.currency)
                        : [money(product.sale_price, product.currency), " ", m("s", money(product.price, product.currency))], "number"],
                    ["Stock", product => may("manage:inventory")
                        ? link(`/inventory/${product.id}`, count(product.inventory)) : count(product.inventory), "number"],
                    ["Reviews", product => link(`/products/${product.id}/reviews`, count(product.rating.count)), "number"],
                    ["State", product => product.is_featured && state("featured")],
                ],
            }))
    },
}
