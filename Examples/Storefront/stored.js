// What this browser keeps over reloads and for all its tabs. Access tokens are not among it, and refresh tokens no script ever sees.

const names = {
  cartToken: "the anonymous cart",
  user: "who is logged in",
  csrfToken: "goes with the cookie that has the refresh token",
  orderTokens: "by id, what opens the orders of a guest",
  purchase: "the purchase that is under way",
};

/** `stored.user = {…}`; undefined removes it. */
export const stored = {};
for (const name of Object.keys(names)) {
  Object.defineProperty(stored, name, {
    get: () => JSON.parse(localStorage.getItem(name) ?? "null"),
    set: (value) => (value === undefined ? localStorage.removeItem(name) : localStorage.setItem(name, JSON.stringify(value))),
  });
}
