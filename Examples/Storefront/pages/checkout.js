// From the cart to an order: where to, how, and with which card.
import { get, newKey, post } from "../api.js";
import { cart, load } from "../cart.js";
import { cents, field, form, h, money, notice } from "../dom.js";
import { buy, methods, resume } from "../purchase.js";
import { session } from "../session.js";
import { addressFields, addressOf, addressText } from "./address.js";
import { coupon } from "./basket.js";
import { cards } from "./cards.js";
import { capital, sums } from "./parts.js";

export async function checkout({ fill, go, signal }) {
  fill("Checkout", h("h1", {}, "Checkout"), h("p", { role: "status" }, "One moment"));
  try {
    const order = await resume();
    if (order) return go(`/order/${order}`, { replacing: true });
  } catch (error) {
    notice(error.message, "bad");
  }
  await load();
  if (!cart.body?.items.some((line) => line.available)) return go("/cart", { replacing: true });
  const addresses = session.user ? (await get("/api/v1/users/me/addresses", { signal })).items : [];

  const saved = addresses.length > 0 && field("Deliver to", "address_id", {
    options: [...addresses.map((each) => [each.id, addressText(each)]), ["", "Another address"]],
  });
  const another = h("fieldset.address", {}, h("legend", {}, "Address"), addressFields(),
    session.user && h("p.check", {}, h("label", {}, h("input", { type: "checkbox", name: "keep" }), " Keep it for the next time")));
  const shipping = h("fieldset", {}, h("legend", {}, "Shipping"), field("Method", "shipping_method", { options: [] }));
  const aside = h("aside");
  let offers = [], agreed;

  const element = form("checkout", [
    h("fieldset", {}, h("legend", {}, "Contact"), session.user
      ? h("p", {}, `Mails go to ${session.user.email}.`)
      : [field("Email", "email", { type: "email", autocomplete: "email" }),
         h("p.faint", {}, "You order as a guest. ", h("a", { href: "/account?next=/checkout" }, "Log in or register"), " to see all your orders in one place.")]),
    saved, another, shipping,
    h("fieldset", {}, h("legend", {}, "Payment"), field("Card", "card", { options: [...cards, ["cod", "Cash at the door"]] })),
    h("fieldset", {}, h("legend", {}, "Anything else?"), field("Note for us", "notes", { rows: 2, maxlength: 1000 })),
  ], send, "Pay");
  const button = element.querySelector("button.primary");
  const control = (name) => element.elements.namedItem(name);

  /** What the order is to cost; once the shop has named another amount, that one. */
  function total() {
    const { body } = cart;
    return agreed ?? (cents(body.total) - cents(body.shipping) + cents(price())) / 100;
  }
  function price() {
    const offer = offers.find((each) => each.id === control("shipping_method").value);
    return cart.body.coupon?.type === "free_shipping" ? 0 : offer?.price ?? 0;
  }
  function draw() {
    if (!cart.body) return;
    aside.replaceChildren(
      h("ul.plain", {}, cart.body.items.filter((line) => line.available).map((line) =>
        h("li", {}, h("span", {}, `${line.quantity} × ${line.name}`), h("span", {}, money(line.item_total))))),
      coupon(cart.body), sums(cart.body, price(), total()));
    button.textContent = `Pay ${money(total())}`;
  }
  async function changed() {
    agreed = undefined;
    const isSaved = Boolean(control("address_id")?.value);
    another.hidden = another.disabled = isSaved;
    const country = isSaved ? addresses.find((each) => each.id === control("address_id").value).country : control("country").value;
    offers = await methods(country, cart.body.subtotal);
    const before = control("shipping_method").value;
    control("shipping_method").replaceChildren(...offers.map((each) => h("option", { value: each.id, selected: each.id === before },
      `${capital(each.name)}: ${each.price ? money(each.price) : "free"}, ${each.days} days`)));
    draw();
  }

  async function send({ email, address_id, card, shipping_method, notes, keep, ...fields }) {
    const isAtTheDoor = card === "cod";
    const body = {
      email, address_id, shipping_method, notes,
      shipping_address: address_id ? undefined : addressOf(fields),
      payment_method: isAtTheDoor ? "cod" : "card", payment_token: isAtTheDoor ? undefined : card,
      expected_total: total(),
    };
    try {
      const order = await buy(body);
      if (keep) await post("/api/v1/users/me/addresses", body.shipping_address, { key: newKey() }).catch(() => {});
      go(`/order/${order}`, { replacing: true });
    } catch (error) {
      if (error.code === "price_changed") {
        agreed = error.body.total;
        draw();
        error.message = `Prices have changed: it is ${money(agreed)} now. Pay again if you agree.`;
      } else if (error.code === "out_of_stock") {
        await load();
        error.message = "Others were faster: not everything is there any more. Look at your cart.";
      }
      throw error;
    }
  }

  for (const name of ["address_id", "country"]) control(name)?.addEventListener("change", () => changed().catch((error) => notice(error.message, "bad")));
  control("shipping_method").addEventListener("change", draw);
  document.addEventListener("cart", draw, { signal });
  await changed();
  fill("Checkout", h("h1", {}, "Checkout"), h("div.columns.checkout", {}, element, aside));
}
