// The cart.
import { cart, change, load } from "../cart.js";
import { field, form, h, money, notice } from "../dom.js";
import { chosen, image, sums } from "./parts.js";

export async function basket({ fill, signal }) {
  await load();
  const element = h("div");
  const draw = () => element.replaceChildren(...content(cart.body));
  // Other tabs change it, too.
  document.addEventListener("cart", draw, { signal });
  draw();
  fill("Your cart", h("h1", {}, "Your cart"), element);
}

function content(body) {
  if (!body?.items.length) return [h("p.empty", {}, "It is empty. ", h("a", { href: "/" }, "Look around"))];
  const canBuy = body.items.some((line) => line.available);
  return [h("div.columns", {},
    h("ul.lines", {}, body.items.map(line)),
    h("aside", {}, coupon(body), sums(body, body.shipping, body.total),
      canBuy ? h("a.button.primary", { href: "/checkout" }, "Go to checkout") : h("p.error", {}, "Nothing of it can be bought now.")))];
}

async function attempt(...arguments_) {
  try {
    await change(...arguments_);
  } catch (error) {
    notice(error.message, "bad");
    // Shows again what there is.
    await load().catch(() => {});
  }
}

function line(each) {
  const quantity = h("input", {
    type: "number", required: true, min: 0, max: 99, value: each.quantity, "aria-label": `Quantity of ${each.name ?? "a product that is gone"}`,
    onchange: ({ target }) => target.value && attempt("PATCH", `/items/${each.id}`, { quantity: Number(target.value) }),
  });
  return h("li", {}, image(each.name, each.image?.replace(/\/large$/, "/thumb")),
    h("div", {}, each.slug ? h("a", { href: `/product/${each.slug}` }, each.name) : "A product that is gone",
      h("div.faint", {}, chosen(each.options)), each.message && h("p.error", {}, each.message)),
    quantity, h("span.amount", {}, each.item_total === null ? "" : money(each.item_total)),
    h("button.plain", { type: "button", "aria-label": `Remove ${each.name ?? "it"}`, onclick: () => attempt("DELETE", `/items/${each.id}`) }, "✕"));
}

/** The shop says why a code does not count: unknown, over, for other goods. */
export function coupon({ coupon }) {
  if (coupon) {
    return h("p.coupon", {}, h("span", {}, `Coupon ${coupon.code}`, coupon.message && h("span.error", {}, ` ${coupon.message}`)),
      h("button.plain", { type: "button", onclick: () => attempt("DELETE", "/coupon") }, "Remove"));
  }
  return form("coupon", field("Coupon", "code", { autocomplete: "off" }), ({ code }) => change("POST", "/coupon", { code: code ?? "" }), "Apply");
}
