// Shows the items that have every word in the box. Without it, everything is shown.
(() => {
  const box = document.querySelector("[data-search]");
  if (!box) return;
  const input = box.querySelector("input");
  const count = box.querySelector("[role=status]");
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const groups = [...document.querySelectorAll("[data-group]")].map((node) => ({
    node,
    items: [...node.querySelectorAll("[data-item]")].map((item) => ({
      node: item,
      text: fold(item.textContent + " " + (node.querySelector("[data-name]")?.textContent ?? "")),
    })),
  }));
  const all = groups.reduce((sum, group) => sum + group.items.length, 0);
  const look = () => {
    const words = fold(input.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const group of groups) {
      let here = 0;
      for (const item of group.items) {
        const fits = words.every((word) => item.text.includes(word));
        item.node.classList.toggle("out", !fits);
        if (fits) here += 1;
      }
      group.node.classList.toggle("out", words.length > 0 && here === 0);
      shown += here;
    }
    count.textContent = words.length
      ? box.dataset.count.replace("{shown}", shown).replace("{all}", all)
      : "";
  };
  box.hidden = false;
  input.addEventListener("input", look);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && input.value) {
      event.preventDefault();
      input.value = "";
      look();
    }
  });
  look();
})();
