// Brings the GOV.UK components of the page to life. Every page works without it.
import { initAll } from "../vendor/govuk-frontend.min.js";

initAll();

// A part of the page that htmx brought in has components too.
document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) {
    initAll({ scope: event.detail.elt });
  }
});
