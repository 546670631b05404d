// The grid of the organization of work: a row is dragged into another sitting. By keyboard the same is done with the
// list of sittings and the buttons beside each row, which need no dragging.
const grid = document.getElementById("draft");
let dragged = null;

grid.addEventListener("dragstart", (event) => {
  const row = event.target.closest("[draggable=true]");
  if (!row) return;
  dragged = row.dataset.node;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", row.textContent.trim());
});

grid.addEventListener("dragend", () => {
  dragged = null;
  for (const place of grid.querySelectorAll(".over")) place.classList.remove("over");
});

const target = (event) => dragged && event.target.closest("[data-sitting]");

grid.addEventListener("dragover", (event) => {
  const place = target(event);
  if (!place) return;
  event.preventDefault();
  for (const other of grid.querySelectorAll(".over")) if (other !== place) other.classList.remove("over");
  place.classList.add("over");
});

grid.addEventListener("drop", (event) => {
  const place = target(event);
  if (!place) return;
  event.preventDefault();
  const select = grid.querySelector(`select[data-node="${CSS.escape(dragged)}"][data-moves]`);
  if (!select) return;
  select.value = place.dataset.sitting;
  select.dispatchEvent(new Event("change", { bubbles: true }));
});
