// Entry of the staff pages.
import "./htmx.js";
import { startForms } from "./forms.js";
import { startKeys } from "./keys.js";
import { startPage } from "./page.js";

startPage();
startForms();
startKeys();
