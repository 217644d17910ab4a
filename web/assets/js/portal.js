// Entry of the citizen pages: no htmx, no single-key shortcuts.
import { startForms } from "./forms.js";
import { startPage } from "./page.js";

startPage();
startForms();
