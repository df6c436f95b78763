// What buyers say of a product; without one, the products that have reviews, and reviews as they come.
import { change, read } from "../api.js"
import { listen } from "../live.js"
import { count, counted, state, time, yesOrNo } from "../parts/format.js"
import { Filters } from "../parts/filters.js"
import { head, section } from "../parts/head.js"
import { link } from "../parts/link.js"
import { List } from "../parts/list.js"
import { Loading } from "../parts/load.js"
import { say, sayProblem } from "../parts/notice.js"
import { may } from "../session.js"

export const Reviews = {
    view: ({ attrs }) => attrs.id ? m(ReviewsOfProduct, attrs) : m(ReviewedProducts, attrs),
}

const ReviewedProducts = {
    oninit() {
        this.latest = []
        this.stop = listen("review", review => {
            this.latest = [review, ...this.latest.filter(({ id }) => id !== review.id)].slice(0, 10)
        }, () => {})
    },
    onremove() { this.stop() },

    view({ attrs: { path, query } }) {
        return m("div",
            head("Reviews"),
            section("As they come",
                this.latest.length === 0 ? m("p.empty", "Reviews that are written or changed now show here.") :
                    m("ul.plain", this.latest.map(review => m("li", stars(review.rating), " ", state(review.state), " ",
                        review.product_id && link(`/products/${review.product_id}/reviews`, "Read it"))))),
            m(Filters, { path, query, fields: [{ name: "q", label: "Words of the product" }] }),
            m(List, {
                from: "/products", asking: { q: query.q, sort: "-rating" }, path, query, title: "Products",
                columns: [
                    ["Product", product => link(`/products/${product.id}`, product.name)],
                    ["Average", product => product.rating.average?.toFixed(1) ?? "–", "number"],
                    ["Reviews", product => link(`/products/${product.id}/reviews`, count(product.rating.count)), "number"],
                ],
            }))
    },
}

const ReviewsOfProduct = {
    oninit({ attrs: { id } }) {
        this.product = new Loading(() => read(`/products/${id}`))
    },

    view({ attrs: { id, path, query } }) {
        return m("div",
            this.product.view(({ body: product }) => [
                head(`Reviews of ${product.name}`, { up: link(`/products/${id}`, product.name) }),
                m("p", product.rating.average
                    ? `${product.rating.average.toFixed(1)} of 5, from ${counted(product.rating.count, "review")}` : "No reviews yet."),
            ]),
            m(Filters, {
                path, query, fields: [{
                    name: "sort", label: "Order", type: "choice",
                    options: [["", "The newest first"], ["helpful", "The most helpful first"], ["rating", "The worst first"], ["-rating", "The best first"]],
                }],
            }),
            m(List, {
                from: `/products/${id}/reviews`, asking: { sort: query.sort }, path, query, title: "Reviews", live: "review",
                ready: list => { this.list = list },
                empty: "Nobody has written one.",
                columns: [
                    ["Rating", review => stars(review.rating)],
                    ["Text", review => m("div.review", review.title && m("strong", review.title), m("p", review.comment))],
                    ["By", review => may("read:user") ? link(`/users/${review.user.id}`, review.user.name || "User") : review.user.name],
                    ["Bought", review => yesOrNo(review.verified_purchase)],
                    ["Helpful", review => count(review.helpful_count), "number"],
                    ["When", review => time(review.created_at)],
                    ["", review => m(".row-actions",
                        review.is_hidden && state("hidden"),
                        may("manage:review") && m("button.btn.btn-outline-primary.btn-sm[type=button]", {
                            "aria-label": `${review.is_hidden ? "Show" : "Hide"} the review of ${review.user.name}`,
                            onclick: () => this.hide(id, review),
                        }, review.is_hidden ? "Show" : "Hide"))],
                ],
            }))
    },

    async hide(id, review) {
        try {
            await change("PATCH", `/products/${id}/reviews/${review.id}`, { is_hidden: !review.is_hidden })
            say(review.is_hidden ? "It is shown again." : "It is hidden.")
        } catch (problem) {
            sayProblem(problem)
        }
        this.list.again()
        this.product.again()
    },
}

function stars(rating) {
    if (!rating) return "–"
    return m("span.stars", { role: "img", "aria-label": `${rating} of 5` }, "★".repeat(rating) + "☆".repeat(5 - rating))
}
