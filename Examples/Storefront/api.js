// How the shop's API is asked: by whom, again when it is busy or far away, and never for what is known already.
import { API } from "./config.js";
import { $ } from "./dom.js";
import { refresh, session } from "./session.js";
import { stored } from "./stored.js";

/** What the shop refuses. `violations` are those of a 422, each with the field that it is about. */
export class Refused extends Error {
  constructor(status, body, headers) {
    const detail = body?.detail;
    super(typeof detail === "string" ? detail : `The shop answered ${status}`);
    Object.assign(this, { status, body, code: body?.code, violations: Array.isArray(detail) ? detail : undefined });
    this.retryAfter = Number(headers?.get("Retry-After"));
  }
}

const MOST_ATTEMPTS = 6;
/** The last answers of documents, with their entity tags. */
const known = new Map();
const MOST_KNOWN = 100;

/**
 * `{ body, etag }` of an answer.
 *
 * - `key`: an idempotency key. With one a POST may be sent as often as it takes to hear the answer: the shop does it once.
 * - `ifMatch`: the entity tag of what is to be changed; if it is another by now, the shop says 412 and changes nothing. So a
 *   change with one may be sent again, too.
 * - `orderToken`: what opens a guest's order.
 * - `withCookie`: whether the answer brings a cookie.
 */
export async function ask(method, path, { body, key, ifMatch, orderToken, withCookie, signal } = {}) {
  // A token that the shop did not take.
  let refused;
  for (let attempt = 1; ; attempt++) {
    let response, used, kept, place;
    try {
      if (!session.access || session.access === refused) await refresh(session.access);
      used = session.access;
      const headers = credentials(orderToken);
      place = JSON.stringify([path, session.user?.id ?? headers]);
      if (body !== undefined) headers["Content-Type"] = "application/json";
      if (key) headers["Idempotency-Key"] = key;
      if (ifMatch) headers["If-Match"] = ifMatch;
      kept = method === "GET" ? known.get(place) : undefined;
      if (kept) headers["If-None-Match"] = kept.etag;
      const text = body === undefined ? undefined : JSON.stringify(body);
      const credentialsMode = withCookie ? "include" : "omit";
      response = await fetch(API + path, { method, headers, signal, body: text, credentials: credentialsMode });
    } catch (error) {
      // The network is away, or was while the shop answered: what changes something may have been done.
      if (signal?.aborted) throw error;
      if (attempt === MOST_ATTEMPTS || !(method === "GET" || key || ifMatch)) {
        throw Object.assign(new Error("The shop can't be reached. Try again in a moment."), { isLost: true });
      }
      await connected(attempt);
      continue;
    }
    say("");
    if (response.status === 304) return kept;
    const answer = response.status === 204 ? undefined : await response.json().catch(() => undefined);
    if (response.ok) {
      const result = { body: answer, etag: response.headers.get("ETag") };
      if (method === "GET" && result.etag) keep(place, result);
      return result;
    }
    const refusal = new Refused(response.status, answer, response.headers);
    if (refusal.status === 401 && used && !refused) {
      refused = used;
    } else if (mayComeAgain(refusal) && attempt < MOST_ATTEMPTS && !withCookie) {
      say(refusal.status === 429 ? "Many requests: one moment" : "The shop is busy: one moment");
      await pause(refusal.retryAfter * 1000);
    } else {
      throw refusal;
    }
  }
}

function keep(place, result) {
  known.delete(place);
  known.set(place, result);
  if (known.size > MOST_KNOWN) known.delete(known.keys().next().value);
}

/** 429: too many requests; 503: too busy. Nothing was done. 409 with Retry-After: the first request of this key is being worked on. */
function mayComeAgain({ status, retryAfter }) {
  return [429, 503, 409].includes(status) && retryAfter > 0 && retryAfter <= 60;
}

/** Whoever is logged in is known by the access token; others show the tokens of their order or cart. */
export function credentials(orderToken) {
  if (orderToken) return { "X-Order-Token": orderToken };
  if (session.access) return { Authorization: `Bearer ${session.access}` };
  return stored.cartToken ? { "X-Cart-Token": stored.cartToken } : {};
}

/** Waits until there is a network, but no longer than a growing pause: the browser may not know. */
export async function connected(attempt) {
  say("The shop can't be reached: trying again");
  await Promise.race([
    new Promise((resolve) => addEventListener("online", resolve, { once: true })),
    pause(Math.min(250 * 2 ** attempt, 4000)),
  ]);
}

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** What keeps the shop from answering; empty when it does. */
export function say(text) {
  const element = $("#connection");
  element.textContent = text;
  element.hidden = !text;
}

export const get = async (path, options) => (await ask("GET", path, options)).body;
export const post = async (path, body, options) => (await ask("POST", path, { ...options, body })).body;
export const newKey = () => crypto.randomUUID();
/** Pictures in documents have addresses without a host. */
export const picture = (path) => (path?.startsWith("/") ? API + path : path);
