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
    for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
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

const PHONE = "(max-width: 767.98px)";

/** <details data-phone-fold> come open and are folded on a phone only: there the first screen is short. */
function foldOnPhones() {
  const phone = window.matchMedia(PHONE);
  const fold = () => {
    for (const one of document.querySelectorAll("details[data-phone-fold]")) one.open = !phone.matches;
  };
  if (phone.matches) fold();
  phone.addEventListener("change", fold);
}

/** A diagram that is wider than the screen opens at the place where the case stands. */
function showPlace(canvas) {
  const here = canvas.querySelector('[data-state="failed"], [data-state="current"]');
  if (!here || canvas.scrollWidth <= canvas.clientWidth) return;
  const [frame, place] = [canvas.getBoundingClientRect(), here.getBoundingClientRect()];
  canvas.scrollLeft += place.left + place.width / 2 - frame.left - frame.width / 2;
}

function showPlaces() {
  document.querySelectorAll(".zw-diagram-canvas").forEach(showPlace);
  document.addEventListener("toggle", (event) => event.target.querySelectorAll?.(".zw-diagram-canvas").forEach(showPlace), true);
}

export function startPage() {
  focusSummary(document);
  document.addEventListener("htmx:afterSwap", (event) => focusSummary(event.target));
  followErrorLinks();
  printButtons();
  closeWithEscape();
  foldOnPhones();
  showPlaces();
}
