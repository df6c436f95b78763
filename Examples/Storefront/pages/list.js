// Products by category, facet and words. What is chosen stands in the address: a reload, a link or "back" shows the same.
import { get } from "../api.js";
import { h, money } from "../dom.js";
import { capital, card } from "./parts.js";

const SORTS = [["", "Newest first"], ["best_selling", "Best selling"], ["price", "Cheapest first"], ["-price", "Dearest first"],
  ["-rating", "Best rated"], ["name", "By name"]];

export async function list({ query, fill, go, signal }) {
  const asked = new URLSearchParams(query);
  asked.set("facets", "true");
  asked.set("page_size", "24");
  const found = await get(`/api/v1/products?${asked}`, { signal });
  const words = query.get("q");
  const { categories } = found.facets;
  const category = categories.find((each) => each.slug === query.get("category"));
  const title = words ? `Results for “${words}”` : category?.name ?? "All products";

  /** The address with another choice; null takes one away. The page begins anew. */
  const address = (name, value, isAlready) => {
    const next = new URLSearchParams(query);
    next.delete("page");
    if (isAlready) next.delete(name, value);
    else if (value === null) next.delete(name);
    else if (name === "tag" || name.startsWith("option.")) next.append(name, value);
    else next.set(name, value);
    return `/?${next}`;
  };
  const choose = (event, path) => { event?.preventDefault(); go(path, { quietly: true }); };
  const choice = (name, value, text, count) => {
    const isChosen = query.getAll(name).includes(String(value));
    const path = address(name, isChosen ? String(value) : value, isChosen);
    return h("li", {}, h("a.choice", { href: path, "aria-current": isChosen && "true", onclick: (event) => choose(event, path) },
      h("span", {}, text), count !== undefined && h("span.count", {}, String(count))));
  };
  const group = (name, ...choices) =>
    choices.flat().length > 0 && h("section", {}, h("h2", {}, name), h("ul", {}, choices));

  const low = query.get("min_price"), high = query.get("max_price");
  const price = ({ from, to, count }) => {
    const isChosen = low === String(from) && high === String(to);
    const next = new URLSearchParams(query);
    for (const name of ["page", "min_price", "max_price"]) next.delete(name);
    if (!isChosen) { next.set("min_price", from); next.set("max_price", to); }
    return h("li", {}, h("a.choice", { href: `/?${next}`, "aria-current": isChosen && "true", onclick: (event) => choose(event, `/?${next}`) },
      h("span", {}, `${money(from)} – ${money(to)}`), h("span.count", {}, String(count))));
  };

  const choices = [...query.keys()].filter((name) => !["q", "sort", "page", "max_price"].includes(name)).length;
  const filters = h("details.filters", { open: matchMedia("(min-width: 800px)").matches },
    h("summary", {}, choices ? `Filter (${choices})` : "Filter"),
    choices > 0 && h("p", {}, h("a", { href: words ? `/?q=${encodeURIComponent(words)}` : "/" }, "Show everything")),
    group("Category", categories.map((each) => choice("category", each.slug, each.name, each.count))),
    group("Price", found.facets.price.filter((each) => each.count > 0).map(price)),
    Object.entries(found.facets.options).map(([name, values]) =>
      group(capital(name), values.map((each) => choice(`option.${name}`, each.value, each.value, each.count)))),
    group("Rating", found.facets.rating.filter((each) => each.count > 0).map((each) => choice("min_rating", each.min, `${each.min} stars and more`, each.count))),
    group("Tags", found.facets.tags.map((each) => choice("tag", each.name, each.name, each.count))),
    group("Stock", choice("in_stock", "true", "Can be bought now")));

  const sort = h("select", { name: "sort", "aria-label": "Order", onchange: (event) => choose(null, address("sort", event.target.value || null)) },
    SORTS.map(([value, text]) => h("option", { value, selected: value === (query.get("sort") ?? "") }, words && !value ? "Best match" : text)));
  const count = found.total_is_exact === false ? `More than ${found.total} products` : `${found.total} ${found.total === 1 ? "product" : "products"}`;

  fill(title, h("div.with-filters", {}, filters,
    h("div", {},
      h("div.heading", {}, h("h1", {}, title), h("p.count", { role: "status" }, count), sort),
      found.items.length ? h("ul.cards", {}, found.items.map((each) => card(each))) : h("p.empty", {}, "Nothing is like that. Try fewer words or filters."),
      pager(found, query))));
}

function pager({ page, has_next: hasNext, total, page_size: size }, query) {
  if (page === 1 && !hasNext) return null;
  const link = (number, text) => {
    const next = new URLSearchParams(query);
    next.set("page", number);
    return h("a.button", { href: `/?${next}` }, text);
  };
  return h("nav.pager", { "aria-label": "Pages" }, page > 1 && link(page - 1, "Before"),
    h("span", {}, `Page ${page} of ${Math.ceil(total / size)}`), hasNext && link(page + 1, "Next"));
}
