// Server-sent events. EventSource can't show a token, so they are read by fetch.
import { connected, credentials, pause } from "./api.js";
import { API } from "./config.js";
import { refresh, session } from "./session.js";

/**
 * Calls `tell(name, data)` for each event until the signal ends it. When the stream breaks it is opened again behind the last
 * event, so that nothing is missed or told twice. So it is while nobody sees the page: a browser has six connections to the shop
 * for all of its tabs.
 */
export async function follow(path, { orderToken, signal }, tell) {
  let last;
  for (let attempt = 1; !signal.aborted; attempt++) {
    if (document.hidden) { await turn(signal); continue; }
    const hidden = new AbortController(), seen = AbortSignal.any([signal, hidden.signal]);
    turn(seen).then(() => hidden.abort());
    try {
      if (!session.access) await refresh(undefined);
      const used = session.access;
      const headers = { ...credentials(orderToken), Accept: "text/event-stream", ...(last && { "Last-Event-ID": last }) };
      const response = await fetch(API + path, { headers, signal: seen, credentials: "omit" });
      if (response.status === 401 && used) { await refresh(used); continue; }
      if (response.status === 404) return;
      if (!response.ok) { await pause(1000 * (Number(response.headers.get("Retry-After")) || 5)); continue; }
      for await (const { id, name, data } of events(response.body)) {
        last = id ?? last;
        attempt = 0;
        tell(name, JSON.parse(data));
      }
      await pause(500);
    } catch {
      if (!seen.aborted) await connected(attempt);
    } finally {
      hidden.abort();
    }
  }
}

/** Until the page is hidden or seen again, or the signal says that nobody waits for it. */
function turn(signal) {
  return new Promise((resolve) => {
    document.addEventListener("visibilitychange", resolve, { once: true, signal });
    signal.addEventListener("abort", resolve, { once: true });
  });
}

async function* events(stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      const fields = Object.fromEntries(block.split("\n").map((line) => line.split(/: ?(.*)/s, 2)));
      if (fields.data) yield { id: fields.id, name: fields.event, data: fields.data };
    }
  }
}
