// The frame of all pages: where a path leads, and what stands above.
import { say } from "./api.js";
import { cart, load } from "./cart.js";
import { $, h } from "./dom.js";
import { session } from "./session.js";
import { account } from "./pages/account.js";
import { basket } from "./pages/basket.js";
import { checkout } from "./pages/checkout.js";
import { list } from "./pages/list.js";
import { order } from "./pages/order.js";
import { orders } from "./pages/orders.js";
import { product } from "./pages/product.js";
import { wishlist } from "./pages/wishlist.js";

/** Each page is a function that puts itself into `main`; what it started, the signal ends. */
const pages = [
  [/^\/$/, list], [/^\/product\/([^/]+)$/, product], [/^\/cart$/, basket], [/^\/checkout$/, checkout],
  [/^\/order\/([^/]+)$/, order], [/^\/orders$/, orders], [/^\/account$/, account], [/^\/wishlist$/, wishlist],
];
const main = $("#main");
let leaving = new AbortController();

/** `quietly`: what is shown changes a little, and the focus stays where it is. */
export async function show({ quietly = false } = {}) {
  leaving.abort();
  leaving = new AbortController();
  const { signal } = leaving;
  const [match, page] = pages.map(([form, page]) => [location.pathname.match(form), page]).find(([match]) => match) ?? [];
  const context = {
    main, signal, go,
    query: new URLSearchParams(location.search),
    argument: match?.[1] && decodeURIComponent(match[1]),
    fill: (title, ...content) => {
      if (signal.aborted) return;
      document.title = `${title} · Bodega`;
      main.replaceChildren(...content.flat(Infinity).filter(Boolean));
      main.removeAttribute("aria-busy");
      if (!quietly) { main.focus({ preventScroll: true }); scrollTo(0, 0); }
      quietly = true;
    },
  };
  main.setAttribute("aria-busy", "true");
  if (location.pathname !== "/") $("#search").reset();
  try {
    await (page ?? missing)(context);
  } catch (error) {
    if (signal.aborted) return;
    if (error.status === 404) return missing(context);
    if (error.status === 401) return go("/account?next=" + encodeURIComponent(location.pathname), { replacing: true });
    context.fill("Something went wrong", h("h1", {}, "Something went wrong"), h("p", {}, error.message),
      h("button.primary", { onclick: () => show() }, "Try again"));
    if (!error.status && !error.isLost) throw error;
  }
}

function missing({ fill }) {
  fill("Not found", h("h1", {}, "There is nothing here"), h("p", {}, h("a", { href: "/" }, "Look at all products")));
}

export function go(path, { replacing = false, quietly = false } = {}) {
  history[replacing ? "replaceState" : "pushState"](null, "", path);
  return show({ quietly });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (!link || event.defaultPrevented || link.origin !== location.origin || link.target || link.hash || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  go(link.pathname + link.search);
});
addEventListener("popstate", () => show());
addEventListener("offline", () => say("You are offline"));
addEventListener("online", () => say(""));

// Each letter is a search; the page aborts the one before.
let typing;
$("#search").addEventListener("input", (event) => {
  clearTimeout(typing);
  typing = setTimeout(() => search(event.target.value), 200);
});
$("#search").addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(typing);
  search(event.target.elements.q.value);
});

function search(text) {
  const wasSearch = location.pathname === "/" && new URLSearchParams(location.search).has("q");
  go(text.trim() ? `/?q=${encodeURIComponent(text.trim())}` : "/", { replacing: wasSearch, quietly: true });
}

cart.onchange = () => {
  $("#cart-count").textContent = cart.body?.total_items ?? 0;
  document.dispatchEvent(new Event("cart"));
};
session.onchange = () => {
  tellWho();
  load().catch(() => {});
  show();
};

function tellWho() {
  $("#account-link").textContent = session.user ? session.user.name || "Account" : "Log in";
}

tellWho();
$("#search").elements.q.value = new URLSearchParams(location.search).get("q") ?? "";
load().catch(() => {});
show();
