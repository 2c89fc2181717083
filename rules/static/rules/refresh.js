// A part of the page that says data-refresh is fetched again until it no longer does. Without JavaScript: its link.
"use strict";

const EVERY = 1500;

async function refresh(id) {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(id);
  if (!fresh) return;
  const focused = document.activeElement?.id;
  document.getElementById(id).replaceWith(fresh);
  if (focused) document.getElementById(focused)?.focus();
  watch();
}

function watch() {
  const part = document.querySelector("[data-refresh]");
  if (part) setTimeout(() => refresh(part.id).catch(watch), EVERY);
}

watch();
