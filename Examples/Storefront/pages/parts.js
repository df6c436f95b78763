// What several pages show.
import { picture } from "../api.js";
import { h, money, stars } from "../dom.js";

/** A product's picture, or its first letter where there is none or it can't be had. */
export function image(name, address, alt = "") {
  const tile = h("span.picture", { "data-letter": [...(name ?? "?")][0] });
  if (address) tile.append(h("img", { src: picture(address), alt, loading: "lazy", onerror: (event) => event.target.remove() }));
  return tile;
}

export const smallImage = (product) => image(product.name, product.images[0]?.urls.small ?? product.image);

export function price({ price, sale_price: sale, currency }) {
  return h("span.price", {}, sale !== null && [h("del", {}, money(price, currency)), " "],
    h(sale === null ? "span" : "ins", {}, money(sale ?? price, currency)));
}

/** What a product of several variants costs, from the cheapest on. */
function range(product) {
  const prices = product.variants.filter((each) => each.is_active).map((each) => each.sale_price ?? each.price ?? product.sale_price ?? product.price);
  if (new Set(prices).size < 2) return price(product);
  return h("span.price", {}, h("small", {}, "from "), money(Math.min(...prices), product.currency));
}

export function card(product, heading = "h2") {
  return h("li.card", {}, smallImage(product),
    h(heading, {}, h("a", { href: `/product/${product.slug}` }, product.name)),
    range(product),
    product.rating.count > 0 && h("span", {}, stars(product.rating.average), ` (${product.rating.count})`),
    product.inventory === 0 && h("span.badge", {}, "Sold out"));
}

export const capital = (text) => text[0].toUpperCase() + text.slice(1);

export const chosen = (options) => Object.entries(options ?? {}).map(([name, value]) => `${name}: ${value}`).join(", ");

/** The sums of a cart or of an order. */
export function sums({ subtotal, discount, tax, currency, coupon }, shipping, total) {
  const row = (name, amount) => [h("dt", {}, name), h("dd", {}, amount)];
  return h("dl.sums", {}, row("Subtotal", money(subtotal, currency)),
    discount > 0 && row(`Coupon ${coupon?.code ?? ""}`, `−${money(discount, currency)}`),
    row("Shipping", shipping ? money(shipping, currency) : "free"), row("Tax", money(tax, currency)),
    h("dt.total", {}, "Total"), h("dd.total", {}, money(total, currency)));
}
