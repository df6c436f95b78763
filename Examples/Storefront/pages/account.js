// Logging in, registering, and what an account keeps.
import { ask, get, newKey, post } from "../api.js";
import { field, form, h, notice } from "../dom.js";
import { enter, leave, session } from "../session.js";
import { addressFields, addressOf, addressText } from "./address.js";

export async function account(context) {
  if (session.user) return own(context);
  const { query, fill, go } = context;
  const next = query.get("next")?.match(/^\/(?!\/).*/)?.[0] ?? "/account";
  const then = (kind) => async (fields) => {
    const { cart_rejected: rejected = [] } = await enter(kind, fields);
    if (rejected.length) notice("Not all of your cart could be kept.", "bad");
    go(next, { replacing: true });
  };
  const code = field("Code of your authenticator", "code", { autocomplete: "one-time-code", inputmode: "numeric" });
  code.hidden = true;
  const login = async (fields) => {
    try {
      await then("login")(fields);
    } catch (error) {
      if (error.code === "totp_required") code.hidden = false;
      throw error;
    }
  };
  fill("Log in", h("div.columns.even", {},
    h("section", {}, h("h1", {}, "Log in"), form("login", [
      field("Email", "email", { type: "email", autocomplete: "username" }),
      field("Password", "password", { type: "password", autocomplete: "current-password" }), code], login, "Log in")),
    h("section", {}, h("h2", {}, "Register"), form("register", [
      field("Name", "name", { autocomplete: "name" }), field("Email", "email", { type: "email", autocomplete: "email" }),
      field("Password", "password", { type: "password", autocomplete: "new-password" })], then("register"), "Register"),
    h("p.faint", {}, "What is in your cart stays there."))));
}

async function own(context) {
  const { fill, go, signal } = context;
  const [profile, addresses] = await Promise.all([ask("GET", "/api/v1/auth/me", { signal }), get("/api/v1/users/me/addresses", { signal })]);
  const { body: user } = profile;
  const key = newKey();
  fill("Your account", h("div.heading", {}, h("h1", {}, user.name || "Your account"),
      h("a.button", { href: "/orders" }, "Orders"), h("a.button", { href: "/wishlist" }, "Wishlist"),
      h("button", { type: "button", onclick: async () => {
        try { await leave(); go("/"); } catch (error) { notice(error.message, "bad"); }
      } }, "Log out")),
    h("div.columns.even", {},
      h("section", {}, h("h2", {}, "About you"), h("p.faint", {}, user.email), form("profile", [
        field("Name", "name", { value: user.name, autocomplete: "name" }),
        field("Phone", "phone", { type: "tel", value: user.phone ?? "", autocomplete: "tel" })], async ({ name, phone }) => {
          // Should another device have changed it since, the shop says so (412), and nothing of that is lost.
          await ask("PATCH", "/api/v1/auth/me", { body: { name: name ?? "", phone: phone ?? null }, ifMatch: profile.etag });
          notice("It is kept.");
          await own(context);
        }, "Save")),
      h("section", {}, h("h2", {}, "Addresses"),
        h("ul.lines", {}, addresses.items.map((each) => h("li", {}, h("div", {}, addressText(each)),
          h("button.plain", { type: "button", "aria-label": `Remove ${addressText(each)}`, onclick: async () => {
            await ask("DELETE", `/api/v1/users/me/addresses/${each.id}`);
            await own(context);
          } }, "✕")))),
        h("details", {}, h("summary", {}, "Add an address"), form("address", addressFields(), async (fields) => {
          await post("/api/v1/users/me/addresses", addressOf(fields), { key });
          await own(context);
        }, "Add")))));
}
