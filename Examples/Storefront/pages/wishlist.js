// What somebody may want to buy some day.
import { ask, get, post } from "../api.js";
import { renew } from "../cart.js";
import { h, money, notice } from "../dom.js";
import { image } from "./parts.js";

export async function wishlist(context) {
  const { fill, go, signal } = context;
  const { items } = await get("/api/v1/wishlist?page_size=100", { signal });
  const act = (work) => async () => {
    try {
      await work();
    } catch (error) {
      notice(error.message, "bad");
    }
    await wishlist(context);
  };
  fill("Your wishlist", h("h1", {}, "Your wishlist"), items.length === 0 && h("p.empty", {}, "There is nothing on it."),
    h("ul.lines", {}, items.map(({ product, available }) => h("li", {}, image(product.name, product.image?.replace(/\/large$/, "/thumb")),
      h("div", {}, h("a", { href: `/product/${product.slug}` }, product.name), !available && h("p.error", {}, "It can't be bought now.")),
      h("span.amount", {}, money(product.price, product.currency)),
      available && h("button", { type: "button", onclick: act(async () => {
        try {
          await post(`/api/v1/wishlist/${product.id}/move-to-cart`, {});
        } catch (error) {
          // Which variant is meant, its page asks.
          if (error.status === 422) return go(`/product/${product.slug}`);
          throw error;
        }
        notice(`${product.name} is in your cart.`);
        await renew();
      }) }, "Put into the cart"),
      h("button.plain", { type: "button", "aria-label": `Remove ${product.name}`, onclick: act(() => ask("DELETE", `/api/v1/wishlist/${product.id}`)) }, "✕")))));
}
