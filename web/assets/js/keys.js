// Keys of the desk. Each is printed on its button as data-key; all are off while typing or composing,
// and switched off as a whole by <body data-keys="off">.

const TYPING = "input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]";
const VERDICTS = { 1: "pass", 2: "fail", 3: "missing" };

function press(key) {
  const target = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find(
    (element) => element.offsetParent !== null && !element.disabled && element.getAttribute("aria-disabled") !== "true",
  );
  if (!target) return false;
  if (target.matches("input, textarea")) {
    target.focus();
    target.select();
  } else {
    target.click();
  }
  return true;
}

function moveRow(step) {
  const rows = [...document.querySelectorAll(".zw-row:not(.is-gone)")];
  if (rows.length === 0) return false;
  const here = rows.findIndex((row) => row.contains(document.activeElement));
  const start = here >= 0 ? here : rows.findIndex((row) => row.classList.contains("is-current"));
  const to = start < 0 ? 0 : Math.min(Math.max(start + step, 0), rows.length - 1);
  rows[to].querySelector(".zw-row-link")?.focus();
  return true;
}

/** 1, 2, 3 on a material row choose its verdict and go on to the next row. */
function giveVerdict(key) {
  const row = document.activeElement?.closest(".zw-material");
  const radio = row?.querySelector(`input[type=radio][value="${VERDICTS[key]}"]`);
  if (!radio) return false;
  radio.checked = true;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
  radio.dispatchEvent(new Event("input", { bubbles: true }));
  const next = key === "1" ? row.nextElementSibling : null;
  const group = next?.querySelector("input[type=radio]:checked") ?? next?.querySelector("input[type=radio]");
  (group ?? radio).focus();
  return true;
}

function submitMain() {
  // In a second form (退回) the keys mean that form's own main button, never the page's.
  const form = document.activeElement?.form;
  const button = form
    ? [...form.elements].find((control) => "main" in control.dataset)
    : document.querySelector("[data-main]");
  if (!button) return false;
  button.click();
  return true;
}

function plainKey(event) {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (key === "j") return moveRow(1);
  if (key === "k") return moveRow(-1);
  if (key in VERDICTS && giveVerdict(key)) return true;
  return press(key);
}

/** A verdict marks its row at once; the server marks it the same way on the next page. */
function colourRows() {
  document.addEventListener("change", (event) => {
    const row = event.target.closest?.(".zw-material");
    if (row && event.target.type === "radio") row.classList.toggle("is-bad", event.target.value !== "pass");
  });
}

export function startKeys() {
  colourRows();
  if (document.body.dataset.keys === "off") return;
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
    if (event.key === "Enter" && event.ctrlKey) {
      if (submitMain()) event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches?.(TYPING)) return;
    if (event.key.length === 1 && plainKey(event)) event.preventDefault();
  });
}
