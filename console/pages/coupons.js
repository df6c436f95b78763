// Coupons.
import { count, money, time, words } from "../parts/format.js"
import { head } from "../parts/head.js"
import { href, link } from "../parts/link.js"
import { List } from "../parts/list.js"

export const Coupons = {
    view({ attrs: { path, query } }) {
        return m("div",
            head("Coupons", { actions: m("a.btn.btn-primary", { href: href("/coupons/new") }, "New coupon") }),
            m(List, {
                from: "/admin/coupons", path, query, title: "Coupons", empty: "No coupons yet.",
                columns: [
                    ["Code", coupon => link(`/coupons/${coupon.id}`, coupon.code)],
                    ["Takes off", worth],
                    ["From", coupon => time(coupon.starts_at)],
                    ["Until", coupon => time(coupon.ends_at)],
                    ["Uses", coupon => count(coupon.uses) + (coupon.max_uses ? ` of ${count(coupon.max_uses)}` : ""), "number"],
                ],
            }))
    },
}

function worth({ type, value }) {
    if (type === "percentage") return `${value} %`
    return type === "fixed" ? money(value) : words(type)
}
