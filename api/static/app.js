// The tab of the present page may stand beyond the edge of a narrow screen: bring it into view.
document.querySelector(".tabs [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });

// A form that takes a while says so, and cannot be sent twice.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.dataset.busy) return;
  const note = form.querySelector("[data-busy-note]");
  if (note) { note.textContent = form.dataset.busy; note.hidden = false; }
  setTimeout(() => form.querySelectorAll("button").forEach((button) => { button.disabled = true; }), 0);
});
// Coming back to a page as it was left: the form can be sent again.
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-busy] button").forEach((button) => { button.disabled = false; });
  document.querySelectorAll("[data-busy-note]").forEach((note) => { note.hidden = true; });
});
