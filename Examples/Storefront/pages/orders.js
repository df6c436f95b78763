// All orders of an account.
import { get } from "../api.js";
import { h, moment, money } from "../dom.js";

export async function orders({ query, fill, signal }) {
  const page = Number(query.get("page") ?? 1);
  const found = await get(`/api/v1/orders?page=${page}&page_size=20`, { signal });
  fill("Your orders", h("h1", {}, "Your orders"),
    found.items.length === 0 && h("p.empty", {}, "You have not bought anything yet."),
    h("ul.lines", {}, found.items.map((order) => h("li", {},
      h("div", {}, h("a", { href: `/order/${order.id}` }, order.number ?? "Order"), h("div.faint", {}, moment(order.created_at))),
      h("span", {}, order.items.map((line) => `${line.quantity} × ${line.name}`).join(", ")),
      h("span.badge", {}, order.status), h("span.amount", {}, money(order.total, order.currency))))),
    h("nav.pager", { "aria-label": "Pages" }, page > 1 && h("a.button", { href: `/orders?page=${page - 1}` }, "Newer"),
      found.has_next && h("a.button", { href: `/orders?page=${page + 1}` }, "Older")));
}
