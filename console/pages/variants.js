// In which sizes and colours a product is sold.
import { change, read } from "../api.js"
import { ask } from "../parts/dialog.js"
import { count, money, state } from "../parts/format.js"
import { Table } from "../parts/list.js"
import { say, sayProblem } from "../parts/notice.js"

export const Variants = {
    view({ attrs: { product, changed } }) {
        return [
            m(Table, {
                title: "Variants", items: product.variants, empty: "None: the product is sold as it is.",
                columns: [
                    ["SKU", variant => variant.sku],
                    ["Options", variant => optionText(variant.options)],
                    ["Price", variant => money(variant.price ?? product.price, product.currency), "number"],
                    ["Stock", variant => count(variant.inventory), "number"],
                    ["State", variant => !variant.is_active && state("hidden")],
                    ["", variant => m(".row-actions",
                        m("button.btn.btn-outline-primary.btn-sm[type=button]", {
                            "aria-label": `Change ${variant.sku}`, onclick: () => edit(product, variant, changed),
                        }, "Change"),
                        m("button.btn.btn-outline-danger.btn-sm[type=button]", {
                            "aria-label": `Remove ${variant.sku}`, onclick: () => remove(product, variant, changed),
                        }, "Remove"))],
                ],
            }),
            m("button.btn.btn-outline-primary[type=button]", { onclick: () => add(product, changed) }, "Add a variant"),
        ]
    },
}

function fields(product) {
    return [
        { name: "sku", label: "SKU", required: true },
        { name: "options", label: "Options", required: true, help: "As in: size=M, color=red", type: "list" },
        { name: "price", label: "Price", type: "amount", help: "The product's if it is empty" },
        { name: "inventory", label: "Stock", type: "number" },
        {
            name: "image_id", label: "Picture", type: "choice",
            options: [["", "The product's"], ...product.images.filter(image => image.id)
                .map((image, place) => [image.id, image.alt || `Picture ${place + 1}`])],
        },
        { name: "is_active", label: "On sale", type: "flag", usual: true },
    ]
}

function add(product, added) {
    ask({
        title: "New variant", action: "Add", fields: fields(product),
        submit: async ({ options, inventory, ...others }, changed, key) => {
            const body = { ...others, sku: others.sku ?? "", options: optionsOf(options), ...(inventory !== null && { inventory }) }
            await change("POST", `/products/${product.id}/variants`, body, { key })
            added()
        },
    })
}

async function edit(product, { id, sku }, changed) {
    try {
        const path = `/products/${product.id}/variants/${id}`
        const { body, tag } = await read(path)
        ask({
            title: `Variant ${sku}`, fields: fields(product), value: { ...body, options: optionList(body.options) },
            submit: async (values, { options, ...others }) => {
                await change("PATCH", path, { ...others, ...(options && { options: optionsOf(options) }) }, { tag })
                say("Saved.")
                changed()
            },
        })
    } catch (problem) {
        sayProblem(problem)
    }
}

function remove(product, variant, changed) {
    ask({
        title: `Remove variant ${variant.sku}`, action: "Remove", isDanger: true,
        submit: async () => {
            await change("DELETE", `/products/${product.id}/variants/${variant.id}`)
            changed()
        },
    })
}

function optionList(options) { return Object.entries(options).map(([name, value]) => `${name}=${value}`) }

function optionText(options) { return Object.entries(options).map(([name, value]) => `${name}: ${value}`).join(", ") }

function optionsOf(list) {
    return Object.fromEntries(list.map(text => {
        const [name, ...value] = text.split("=")
        return [name.trim(), value.join("=").trim()]
    }))
}
