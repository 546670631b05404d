// The page of a release that is being prepared follows how far it is; without this it loads itself again.
const page = document.getElementById("progress");
let pause = 700;

async function look() {
  try {
    const response = await fetch(page.dataset.address, { cache: "no-store", redirect: "error" });
    if (!response.ok) throw new Error(response.status);
    const text = await response.text(); // from our own server, as the page itself
    const focused = page.contains(document.activeElement);
    if (!focused || !text.includes('data-state="preparing"')) page.innerHTML = text;
    if (!text.includes('data-state="preparing"')) return location.reload();
    pause = 700;
  } catch {
    pause = Math.min(15000, pause * 2);
  }
  setTimeout(look, pause);
}

setTimeout(look, pause);
