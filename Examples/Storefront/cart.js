// The cart, the same in all tabs: of the account, or an anonymous one whose token this browser keeps.
import { ask, Refused } from "./api.js";
import { notice } from "./dom.js";
import { session } from "./session.js";
import { stored } from "./stored.js";

const tabs = new BroadcastChannel("cart");

/** `body` is what the shop says of it, null where there is none yet. */
export const cart = { body: null, etag: null, onchange: () => {} };

export async function load() {
  if (!session.user && !stored.cartToken) return take({ body: null, etag: null });
  try {
    take(await ask("GET", "/api/v1/cart"));
  } catch (error) {
    if (error.code !== "cart_gone") throw error;
    stored.cartToken = undefined;
    take({ body: null, etag: null });
  }
}

export async function add(product, variant, quantity) {
  if (!session.user) await navigator.locks.request("cart", begin);
  await change("POST", "/items", { product_id: product, variant_id: variant, quantity });
}

/** A cart without a login: who has its token may use it. */
async function begin() {
  if (!stored.cartToken) stored.cartToken = (await ask("POST", "/api/v1/cart/token")).body.cart_token;
  if (!cart.etag) await load();
}

/** Changes the cart that the page shows. If another tab was faster, that is shown and nothing is changed. */
export async function change(method, path, body) {
  try {
    take(await ask(method, `/api/v1/cart${path}`, { body, ifMatch: cart.etag }));
    tabs.postMessage("changed");
  } catch (error) {
    if (!(error instanceof Refused) || ![404, 412].includes(error.status) || error.code?.startsWith("coupon")) throw error;
    await load();
    if (error.status === 404) throw error;
    notice("The cart was changed elsewhere. Here it is as it is now.", "bad");
  }
}

/** After what changes the cart by itself: a login, an order. */
export async function renew() {
  await load();
  tabs.postMessage("changed");
}

function take({ body, etag }) {
  Object.assign(cart, { body, etag });
  cart.onchange();
}

tabs.onmessage = () => load().catch(() => {});
