// The page that a draft would become follows what is typed elsewhere: it asks every second, and fetches what changed.
const page = document.getElementById("preview");
let revision = Number(page.dataset.revision);
let pause = 1000;

async function look() {
  try {
    const response = await fetch(`${page.dataset.changes}?since=${revision}`, { cache: "no-store", redirect: "error" });
    if (!response.ok) throw new Error(response.status);
    const answer = await response.json();
    if (answer.revision !== revision) {
      const text = await fetch(page.dataset.address, { cache: "no-store", redirect: "error" });
      if (!text.ok) throw new Error(text.status);
      page.innerHTML = await text.text(); // from our own server, as the page itself
      revision = answer.revision;
    }
    pause = 1000;
  } catch {
    pause = Math.min(15000, pause * 2);
  }
  setTimeout(look, document.hidden ? Math.max(pause, 5000) : pause);
}

look();
