// Forms: conditional fields, one submit at a time, a warning before typed text is lost.
import { compileHide } from "./hide.js";
import { say } from "./page.js";

/** The answer of a field as FEEL sees it: null, a string, true/false, or a list for checklists. */
function answer(form, name) {
  const controls = [...form.elements].filter((control) => control.name === name);
  if (controls.length === 0) return null;
  if (controls[0].type === "checkbox") {
    const wrapper = controls[0].closest("[data-field]");
    if (wrapper?.dataset.kind === "checkbox") return controls[0].checked;
    const chosen = controls.filter((control) => control.checked).map((control) => control.value);
    return chosen.length ? chosen : null;
  }
  if (controls[0].type === "radio") return controls.find((control) => control.checked)?.value ?? null;
  if (controls[0].multiple && controls[0].selectedOptions) {
    const chosen = [...controls[0].selectedOptions].map((option) => option.value);
    return chosen.length ? chosen : null;
  }
  return controls[0].value.trim() || null;
}

/** Why this field may be hidden: tests of a look-up by field key, true = hidden. */
function hidersOf(wrapper) {
  const { hide, outcomes } = wrapper.dataset;
  const hiders = [];
  if (outcomes) hiders.push((look) => !outcomes.split(" ").includes(look("outcome") ?? ""));
  // What this mirror cannot read stays visible: the server decides in any case.
  const condition = hide && compileHide(hide);
  if (condition) hiders.push((look) => condition((name) => look((wrapper.dataset.prefix ?? "") + name)));
  return hiders;
}

function mirrorConditions(form) {
  const rules = [...form.querySelectorAll("[data-hide], [data-outcomes]")].map((wrapper) => [wrapper, hidersOf(wrapper)]);
  if (rules.length === 0) return;
  const apply = () => {
    for (const [wrapper, hiders] of rules) {
      // One pass, as on the server: the value of a hidden field still feeds the other conditions.
      wrapper.hidden = hiders.some((hides) => hides((name) => answer(form, name)));
    }
  };
  form.addEventListener("input", apply);
  form.addEventListener("change", apply);
  form.addEventListener("reset", () => setTimeout(apply));
  apply();
}

/** The second press of a slow submit is dropped; the button keeps its name and value. */
function submitOnce(form) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    event.submitter?.classList.add("is-busy");
    setTimeout(() => say(form.dataset.busyText ?? ""), 300);
  });
}

function release(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll(".is-busy")) button.classList.remove("is-busy");
}

function warnBeforeLoss(form) {
  form.addEventListener("input", () => {
    form.dataset.dirty = "1";
  });
}

function startForm(form) {
  if (form.dataset.started) return;
  form.dataset.started = "1";
  mirrorConditions(form);
  if (form.method !== "post") return;
  submitOnce(form);
  if ("guard" in form.dataset) warnBeforeLoss(form);
}

function startAll(root) {
  if (root instanceof HTMLFormElement) startForm(root);
  for (const form of root.querySelectorAll("form")) startForm(form);
}

export function startForms() {
  startAll(document);
  document.addEventListener("htmx:afterSwap", (event) => startAll(event.target));
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest?.("form");
    if (form) release(form);
  });
  // Back from the next page: the page comes out of the cache as it was left.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(release);
  });
  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-dirty]:not([data-sent])") && !document.querySelector("form[data-sent]")) {
      event.preventDefault();
      event.returnValue = "";
    }
  });
}
