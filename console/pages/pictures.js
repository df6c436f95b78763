// A product's pictures: dropped to be added, dragged into order, or moved by buttons.
import { change } from "../api.js"
import { ask } from "../parts/dialog.js"
import { Drop } from "../parts/drop.js"
import { say, sayProblem } from "../parts/notice.js"

// A small picture. Those that are at other addresses are not loaded: the console asks nobody but the shop.
export function picture(image, name) {
    if (!image?.urls.thumb.startsWith("/")) return m("span.no-picture", { "aria-hidden": "true" })
    return m("img.thumb", { src: image.urls.thumb, alt: image.alt ?? name, width: 56, height: 56, loading: "lazy" })
}

export const Pictures = {
    oninit() {
        this.dragged = null
        this.uploading = null
    },

    view({ attrs: { product, changed } }) {
        const images = product.images.filter(image => image.id)
        const elsewhere = product.images.filter(image => !image.id)
        return [
            images.length > 0 && m("ol.pictures", images.map((image, place) => m("li", {
                draggable: true, class: this.dragged === place ? "dragged" : "",
                ondragstart: event => {
                    event.dataTransfer.effectAllowed = "move"
                    this.dragged = place
                },
                ondragend: () => { this.dragged = null },
                ondragover: event => {
                    if (this.dragged !== null) event.preventDefault()
                    event.redraw = false
                },
                ondrop: event => {
                    if (this.dragged === null) return
                    event.preventDefault()
                    this.move(product, images[this.dragged], place, changed)
                },
            }, this.card(product, images, image, place, changed)))),
            elsewhere.map(image => m("p.elsewhere", "At another address, where the console does not load it: ",
                m("a", { href: image.urls.large, rel: "noreferrer", target: "_blank" }, image.urls.large))),
            m(Drop, {
                label: this.uploading ?? "Drop pictures here, or choose them", accept: "image/*", isMultiple: true,
                isBusy: this.uploading !== null, take: files => this.upload(product, files, changed),
            }),
        ]
    },

    card(product, images, image, place, changed) {
        const name = image.alt || `picture ${place + 1}`
        const button = (text, label, isDisabled, onclick) => m("button.btn.btn-outline-secondary.btn-sm[type=button]", {
            "aria-label": `${label}: ${name}`, title: label, disabled: isDisabled, onclick,
        }, text)
        return [
            m("img", { src: image.urls.small, alt: image.alt ?? `Picture ${place + 1}`, draggable: false }),
            m(".picture-actions",
                button("←", "Move earlier", place === 0, () => this.move(product, image, place - 1, changed)),
                button("→", "Move later", place === images.length - 1, () => this.move(product, image, place + 1, changed)),
                button("Text", "Describe", false, () => this.describe(product, image, changed)),
                button("✕", "Remove", false, () => this.remove(product, image, changed))),
        ]
    },

    async upload(product, files, changed) {
        try {
            for (const [place, file] of files.entries()) {
                this.uploading = `Adding ${place + 1} of ${files.length}…`
                m.redraw()
                const form = new FormData()
                form.append("file", file)
                await change("POST", `/products/${product.id}/images`, form)
            }
            say(files.length === 1 ? "The picture is added." : `${files.length} pictures are added.`)
        } catch (problem) {
            sayProblem(problem)
        } finally {
            this.uploading = null
            await changed()
        }
    },

    async move(product, image, position, changed) {
        this.dragged = null
        try {
            await change("PATCH", path(product, image), { position })
        } catch (problem) {
            sayProblem(problem)
        }
        await changed()
    },

    describe(product, image, changed) {
        ask({
            title: "Describe the picture", value: image,
            fields: [{ name: "alt", label: "Text", help: "For those who can't see it" }],
            submit: async ({ alt }) => {
                await change("PATCH", path(product, image), { alt })
                changed()
            },
        })
    },

    remove(product, image, changed) {
        ask({
            title: "Remove the picture", action: "Remove", isDanger: true,
            submit: async () => {
                await change("DELETE", path(product, image))
                changed()
            },
        })
    },
}

function path(product, image) { return `/products/${product.id}/images/${image.id}` }
