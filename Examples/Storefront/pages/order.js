// One order, while it happens.
import { API } from "../config.js";
import { credentials, get, newKey, post } from "../api.js";
import { field, form, h, moment, money, notice } from "../dom.js";
import { follow } from "../events.js";
import { orderToken } from "../purchase.js";
import { addressText } from "./address.js";
import { cards } from "./cards.js";
import { chosen, sums } from "./parts.js";

const STEPS = { placed: "Ordered", payment_failed: "Payment refused", paid: "Paid", confirmed: "Confirmed", processing: "Being packed",
  shipped: "On its way", delivered: "Delivered", cancelled: "Cancelled", failed: "Failed", refunded: "Refunded" };
const STATES = { pending: "We wait for the payment", confirmed: "Your order is confirmed", processing: "Your order is being packed",
  shipped: "Your order is on its way", delivered: "Your order was delivered", cancelled: "Your order is cancelled",
  failed: "The payment failed", refunded: "Your money is on its way back" };

export async function order({ argument: id, fill, signal }) {
  const options = { orderToken: orderToken(id), signal };
  const path = `/api/v1/orders/${encodeURIComponent(id)}`;
  const state = h("h1", {}), story = h("ol.story", { "aria-label": "What has happened" }), rest = h("div.columns");
  // One attempt to pay has one key, whatever happens on the way; the next attempt has another.
  let key = newKey(), shown;

  async function draw() {
    const order = await get(path, options);
    if (JSON.stringify(order) === shown) return;
    shown = JSON.stringify(order);
    const isRefused = order.status === "pending" && order.payment.status === "failed";
    const isWaiting = order.status === "pending" && !isRefused;
    state.textContent = isRefused ? "Your card was declined" : STATES[order.status];
    state.classList.toggle("waiting", isWaiting);
    rest.replaceChildren(
      h("div", {},
        isRefused && again(order),
        order.tracking && h("p.tracking", {}, `${order.tracking.carrier ?? "Parcel"} `,
          order.tracking.url ? h("a", { href: order.tracking.url, target: "_blank", rel: "noopener" }, order.tracking.number ?? "Follow it") : order.tracking.number),
        h("h2", {}, `Order ${order.number}`),
        h("ul.plain", {}, order.items.map((line) => h("li", {},
          h("span", {}, `${line.quantity} × ${line.name}`, h("span.faint", {}, ` ${chosen(line.options)}`)), h("span", {}, money(line.item_total, order.currency))))),
        order.shipping_address && h("p", {}, h("strong", {}, "To: "), addressText(order.shipping_address)),
        h("p.actions", {},
          order.payment.status === "paid" && h("button", { type: "button", onclick: invoice }, "Invoice (PDF)"),
          ["pending", "confirmed", "processing"].includes(order.status) && h("button.plain", { type: "button", onclick: cancel }, "Cancel the order"))),
      h("aside", {}, sums(order, order.shipping_cost, order.total),
        order.refunded > 0 && h("p", {}, `Refunded: ${money(order.refunded, order.currency)}`)));
  }

  function again(order) {
    return form("pay", [h("p", {}, `Try another card: we keep the goods for you until ${moment(order.expires_at)}.`),
      field("Card", "card", { options: cards })],
    async ({ card }) => {
      await post(`/api/v1/payments/${id}/pay`, { payment_token: card }, { ...options, key });
      key = newKey();
      await draw();
    }, `Pay ${money(order.total, order.currency)}`);
  }

  async function cancel() {
    try {
      await post(`${path}/cancel`, {}, { ...options, key: newKey() });
      await draw();
    } catch (error) {
      notice(error.message, "bad");
    }
  }

  /** A link could not show the token, so the file comes as every other answer. */
  async function invoice() {
    const response = await fetch(`${API}${path}/invoice`, { headers: credentials(options.orderToken) });
    if (!response.ok) return notice("The invoice is not there yet. Try again in a moment.", "bad");
    const address = URL.createObjectURL(await response.blob());
    h("a", { href: address, download: `invoice-${id}.pdf` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  }

  await draw();
  fill("Your order", state, h("div.live", {}, h("span.dot"), "Live"), story, rest);
  await follow(`${path}/events`, options, (name, data) => {
    if (name === "status") story.append(h("li", {}, h("strong", {}, STEPS[data.status] ?? data.status), h("span.faint", {}, ` ${moment(data.at)}`), data.note && ` · ${data.note}`));
    draw().catch(() => {});
  });
}
