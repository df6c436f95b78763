// Who is logged in, in all tabs. The access token lives in memory; the refresh token in a cookie that no script can read.
import { ask } from "./api.js";
import { API } from "./config.js";
import { stored } from "./stored.js";

const tabs = new BroadcastChannel("session");

/** `access` is the present token, absent after a reload; `user` whose it is. Guests have neither. */
export const session = { access: undefined, user: stored.user ?? undefined, onchange: () => {} };

/**
 * Gets an access token in place of one that the shop does not take any more, or of none. Nothing happens for guests.
 *
 * Each refresh token counts once, and all tabs share one: they wait for each other, and who comes second finds that the work
 * is done. Without that the shop would take the second for a thief's, but for the first seconds, and end the session.
 */
export async function refresh(instead) {
  if (!stored.csrfToken) return;
  await navigator.locks.request("refresh", async () => {
    if (session.access !== instead || !stored.csrfToken) return;
    const headers = { "X-CSRF-Token": stored.csrfToken };
    const response = await fetch(`${API}/api/v1/auth/refresh`, { method: "POST", credentials: "include", headers });
    if (response.ok) begin(await response.json());
    else if (response.status < 429) end();
    else throw new Error("The shop is busy: that says nothing of the session");
  });
}

/** `kind` is login or register. The anonymous cart goes along: its lines are added to those of the account. */
export async function enter(kind, fields) {
  const body = { ...fields, cookie: true, cart_token: stored.cartToken ?? undefined };
  const answer = (await ask("POST", `/api/v1/auth/${kind}`, { body, withCookie: true })).body;
  stored.cartToken = undefined;
  begin(answer);
  return answer;
}

export async function leave() {
  await ask("POST", "/api/v1/auth/logout", { withCookie: true });
  end();
}

function begin({ access_token, csrf_token, user }) {
  stored.csrfToken = csrf_token;
  stored.user = user;
  accept({ access: access_token, user });
  tabs.postMessage({ access: access_token, user });
}

function end() {
  stored.csrfToken = undefined;
  stored.user = undefined;
  accept({});
  tabs.postMessage({});
}

function accept({ access, user }) {
  const hasChanged = session.user?.id !== user?.id;
  Object.assign(session, { access, user });
  if (hasChanged) session.onchange();
}

tabs.onmessage = ({ data }) => accept(data);
