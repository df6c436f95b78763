// Buying the cart: one order, however often it is asked for.
import { get, newKey, post, Refused } from "./api.js";
import { cart, renew } from "./cart.js";
import { stored } from "./stored.js";

/**
 * The id of the order. What was sent is kept until the answer is there, with its idempotency key: a second click, a second tab,
 * a lost answer and a reload send the same again, and the shop answers with the order that it has made.
 */
export function buy(body) {
  // What the buyer sees now, not what is there when it is this click's turn.
  const bought = cart.etag;
  return navigator.locks.request("purchase", async () => {
    const before = stored.purchase;
    // This very cart was bought a moment ago, maybe in another tab that had it open, too.
    if (before?.cart === bought && before.order) return before.order;
    const isSame = before?.cart === bought && JSON.stringify(before.body) === JSON.stringify(body);
    if (!isSame) stored.purchase = { cart: bought, key: newKey(), body };
    return send(stored.purchase);
  });
}

/** The id of the order that was under way when the page was left; undefined if there is none. */
export function resume() {
  return navigator.locks.request("purchase", async () => {
    if (stored.purchase && !stored.purchase.order) return send(stored.purchase);
  });
}

async function send(purchase) {
  try {
    const order = await post("/api/v1/orders", purchase.body, { key: purchase.key });
    if (order.order_token) stored.orderTokens = { ...stored.orderTokens, [order.id]: order.order_token };
    stored.purchase = { cart: purchase.cart, order: order.id };
    await renew().catch(() => {});
    return order.id;
  } catch (error) {
    // It is refused: nothing was ordered, and the next attempt is another one.
    if (error instanceof Refused) stored.purchase = undefined;
    throw error;
  }
}

export const orderToken = (id) => stored.orderTokens?.[id];

export const methods = async (country, subtotal) =>
  (await get(`/api/v1/shipping/methods?country=${country}&subtotal=${subtotal}`)).items;
