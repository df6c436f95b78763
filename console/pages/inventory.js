// What is in stock of each product, the hidden ones included.
import { count, state } from "../parts/format.js"
import { Filters } from "../parts/filters.js"
import { head } from "../parts/head.js"
import { link } from "../parts/link.js"
import { List } from "../parts/list.js"

const fields = [
    { name: "stock", label: "Stock", type: "choice", options: [["", "Any"], ["low", "Low"], ["out", "Out of stock"]] },
]

export const Inventory = {
    view({ attrs: { path, query } }) {
        const asking = { low: query.stock === "low" || undefined, out: query.stock === "out" || undefined }
        return m("div",
            head("Inventory"),
            m(Filters, { path, query, fields }),
            m(List, {
                from: "/admin/inventory", asking, path, query, title: "Inventory", live: "stock", update: changeStock,
                empty: "Nothing is like that.",
                columns: [
                    ["Product", product => link(`/products/${product.product_id}`, product.name)],
                    ["To buy now", product => link(`/inventory/${product.product_id}`, count(product.inventory)), "number"],
                    ["Held for orders", product => count(product.reserved), "number"],
                    ["Sold", product => count(product.sold), "number"],
                    ["Variants", product => count(product.variants.length), "number"],
                    ["State", product => !product.is_active && state("hidden")],
                ],
            }))
    },
}

function changeStock(products, news) {
    const product = products.find(({ product_id }) => product_id === news.product_id)
    if (!product) return false
    product.inventory = news.inventory
    return true
}
