// Small things of every page.

/** Says a sentence to screen readers. */
export function say(text) {
  const live = document.getElementById("live");
  if (live) live.textContent = text;
}

/** After a refused form the reader starts at the error summary. */
function focusSummary(root) {
  root.querySelector?.("[data-error-summary]")?.focus();
}

/** A link of the summary puts the cursor into the field (the browser alone only scrolls). */
function followErrorLinks() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-error-summary] a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    field.scrollIntoView({ block: "center" });
    field.focus();
  });
}

function printButtons() {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}

/** Open <details> forms (退回, 转办) close with Esc and give the focus back. */
function closeWithEscape() {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    const open = event.target.closest?.("details.zw-open[open]");
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });
}

export function startPage() {
  focusSummary(document);
  document.addEventListener("htmx:afterSwap", (event) => focusSummary(event.target));
  followErrorLinks();
  printButtons();
  closeWithEscape();
}
