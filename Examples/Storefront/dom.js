// The little that this storefront needs to make pages: no template, no state, elements as they are.

/** `h("a.button", { href: "/cart", onclick }, "Cart")`: children are elements, texts, lists of them, or nothing. */
export function h(selector, properties = {}, ...children) {
  const [tag, ...classes] = selector.split(".");
  const element = document.createElement(tag || "div");
  if (classes.length) element.className = classes.join(" ");
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (["value", "checked", "disabled", "hidden", "selected"].includes(name)) element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false));
  return element;
}

export const $ = (selector, parent = document) => parent.querySelector(selector);

const formats = {};

export function money(amount, currency = "usd") {
  formats[currency] ??= new Intl.NumberFormat("en-US", { style: "currency", currency });
  return formats[currency].format(amount);
}

/** Amounts are exact in JSON, and have two decimals: sums are made of whole cents. */
export const cents = (amount) => Math.round(amount * 100);

export const moment = (text) => new Date(text).toLocaleString("en-US", { dateStyle: "medium", timeStyle: "short" });

/** Something that has happened, said below for a while. */
export function notice(text, kind = "good") {
  const element = h(`p.notice.${kind}`, {}, text);
  $("#notices").append(element);
  setTimeout(() => element.remove(), 6000);
}

export function stars(average) {
  const full = Math.round(average ?? 0);
  return h("span.stars", { role: "img", "aria-label": average ? `${average.toFixed(1)} of 5 stars` : "not rated yet" },
    "★".repeat(full), h("span.faint", {}, "★".repeat(5 - full)));
}

let lastID = 0;

/** A labelled field of a form. What the shop says is wrong with it is shown below it. */
export function field(label, name, { options, ...attributes } = {}) {
  const id = `field-${++lastID}`;
  const shared = { id, name, "aria-describedby": `${id}-error`, ...attributes };
  const control = options
    ? h("select", shared, options.map(([value, text]) => h("option", { value, selected: value === attributes.value }, text)))
    : attributes.rows ? h("textarea", shared) : h("input", { type: "text", ...shared });
  return h("p.field", {}, h("label", { for: id }, label), control, h("span.error", { id: `${id}-error` }));
}

/**
 * A form that sends what is typed in it: one click is one request. `send` gets the texts that are not empty; what it
 * throws is told at the fields that it names, or else below.
 */
export function form(name, content, send, label) {
  const button = h("button.primary", { type: "submit" }, label);
  const problem = h("p.error", { role: "alert" });
  const element = h("form", { name, novalidate: true }, content, problem, button);
  element.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    tellErrors(element, null);
    try {
      await send(Object.fromEntries([...new FormData(element)].filter(([, text]) => text.trim() !== "")), element);
    } catch (error) {
      tellErrors(element, error);
    } finally {
      button.disabled = false;
    }
  });
  return element;
}

function tellErrors(element, error) {
  for (const control of element.elements) {
    control.removeAttribute("aria-invalid");
    const told = $(`#${control.id}-error`, element);
    if (control.id && told) told.textContent = "";
  }
  const rest = [];
  let first;
  for (const { loc = [], msg } of error?.violations ?? []) {
    const control = element.elements.namedItem(String(loc.at(-1)));
    const told = control?.id && $(`#${control.id}-error`, element);
    if (!told) { rest.push(`${loc.slice(1).join(" ")}: ${msg}`); continue; }
    control.setAttribute("aria-invalid", "true");
    told.textContent = msg;
    first ??= control;
  }
  if (error && !error.violations) rest.push(error.message);
  $("[role=alert]", element).textContent = rest.join(". ");
  first?.focus();
}
