// One product: its pictures, its variants, what buyers say.
import { ask, get, newKey, post, picture } from "../api.js";
import { add } from "../cart.js";
import { field, form, h, moment, notice, stars } from "../dom.js";
import { session } from "../session.js";
import { capital, card, image, price } from "./parts.js";

export async function product({ argument, fill, go, signal }) {
  const path = `/api/v1/products/${encodeURIComponent(argument)}`;
  const [product, related] = await Promise.all([get(path, { signal }), get(`${path}/related`, { signal })]);
  if (product.slug !== argument) history.replaceState(null, "", `/product/${product.slug}`);
  const reviews = h("section", { id: "reviews" });
  fill(product.name,
    h("article.product", {}, gallery(product),
      h("div", {},
        product.category && h("a.faint", { href: `/?category=${product.category.slug}` }, product.category.name),
        h("h1", {}, product.name),
        h("a.rating", { href: "#reviews" }),
        purchase(product), heart(product, go),
        h("p.description", {}, product.description ?? ""),
        product.tags.length > 0 && h("p.tags", {}, product.tags.map((tag) => h("a.badge", { href: `/?tag=${encodeURIComponent(tag)}` }, tag))))),
    reviews,
    related.items.length > 0 && h("section", {}, h("h2", {}, "You may also like"), h("ul.cards", {}, related.items.slice(0, 4).map((each) => card(each, "h3")))));
  await showReviews(reviews, product, path, signal);
}

function gallery(product) {
  const { images } = product;
  const large = h("div.large", {}, image(product.name, images[0]?.urls.large ?? product.image, images[0]?.alt ?? product.name));
  const look = ({ urls, alt }) => large.replaceChildren(image(product.name, urls.large, alt ?? product.name));
  return h("div.gallery", {}, large, images.length > 1 && h("ul.thumbs", {}, images.map((each, index) =>
    h("li", {}, h("button", { type: "button", "aria-label": `Picture ${index + 1}`, "data-image": each.id, onclick: () => look(each) },
      h("img", { src: picture(each.urls.thumb), alt: "" }))))));
}

/** The choice of a variant, and the button that puts it into the cart. */
function purchase(product) {
  const variants = product.variants.filter((each) => each.is_active);
  const cost = h("p", {}), stock = h("p.stock", { role: "status" });
  const choices = product.options.map(({ name, values }) => field(capital(name), name, { options: values.map((value) => [value, value]), "data-option": name }));
  const element = form("buy", [cost, choices, stock, field("Quantity", "quantity", { type: "number", min: 1, max: 99, value: 1 })],
    async ({ quantity }) => {
      await add(product.id, variant()?.id, Number(quantity) || 1);
      notice(`${product.name} is in your cart.`);
    }, "Add to cart");
  const button = element.querySelector("button");

  function variant() {
    return variants.find((each) => product.options.every(({ name }) => each.options[name] === element.elements.namedItem(name).value));
  }

  function update() {
    const each = variant(), hasVariants = variants.length > 0;
    const left = hasVariants ? each?.inventory ?? 0 : product.inventory;
    const shown = each?.price != null ? { ...each, currency: product.currency } : product;
    cost.replaceChildren(price(shown));
    stock.textContent = hasVariants && !each ? "There is no such one" : left === 0 ? "Sold out" : left <= 5 ? `Only ${left} left` : "In stock";
    stock.classList.toggle("bad", left === 0);
    button.disabled = left === 0;
    if (each?.image_id) document.querySelector(`[data-image="${each.image_id}"]`)?.click();
  }

  element.addEventListener("change", update);
  update();
  return element;
}

function heart(product, go) {
  return h("button.plain", { type: "button", onclick: async () => {
    if (!session.user) return go(`/account?next=/product/${product.slug}`);
    await post("/api/v1/wishlist", { product_id: product.id });
    notice("It is on your wishlist.");
  } }, "♡ Put on the wishlist");
}

async function showReviews(section, product, path, signal) {
  const page = await get(`${path}/reviews?sort=helpful`, { signal });
  const own = page.items.find((each) => each.user.id === session.user?.id);
  const again = () => showReviews(section, product, path, signal);
  const { count, average } = page.summary;
  document.querySelector(".rating").replaceChildren(stars(average), ` ${count} ${count === 1 ? "review" : "reviews"}`);
  section.replaceChildren(
    h("h2", {}, "Reviews"),
    h("p", {}, count > 0 ? [stars(average), ` ${average.toFixed(1)} of 5, by ${count}`] : "Nobody has written one yet."),
    h("ul.reviews", {}, page.items.map((review) => h("li", {},
      h("p", {}, stars(review.rating), " ", h("strong", {}, review.title ?? "")),
      review.comment && h("p.description", {}, review.comment),
      h("p.faint", {}, `${review.user.name || "Somebody"}, ${moment(review.created_at)}`, review.verified_purchase && " · has bought it"),
      review.user.id !== session.user?.id && session.user && h("button.plain", { type: "button", onclick: async () => {
        await post(`${path}/reviews/${review.id}/helpful`);
        again();
      } }, `Helpful (${review.helpful_count})`)))),
    session.user ? await reviewForm(path, own, again) : h("p", {}, h("a", { href: `/account?next=/product/${product.slug}` }, "Log in"), " to write a review."));
}

/** A user has one review of a product: the second time it is changed, by the entity tag of what the form shows. */
async function reviewForm(path, own, again) {
  const present = own && await ask("GET", `${path}/reviews/${own.id}`);
  const key = newKey();
  const ratings = [5, 4, 3, 2, 1].map((each) => [String(each), `${"★".repeat(each)} (${each})`]);
  const element = form("review", [
    field("Rating", "rating", { options: ratings, value: String(present?.body.rating ?? 5) }),
    field("Title", "title", { value: present?.body.title ?? "", maxlength: 120 }),
    field("What do you think?", "comment", { rows: 4, maxlength: 5000 }),
  ], async ({ rating, title, comment }) => {
    const review = { rating: Number(rating), title: title ?? null, comment: comment ?? null };
    if (present) await ask("PATCH", `${path}/reviews/${own.id}`, { body: review, ifMatch: present.etag });
    else await post(`${path}/reviews`, review, { key });
    notice("Thank you for your review.");
    await again();
  }, present ? "Change your review" : "Send your review");
  element.elements.comment.value = present?.body.comment ?? "";
  return h("details", {}, h("summary", {}, present ? "Change your review" : "Write a review"), element);
}
