// What every page owes its reader, as a list of what is wrong. Run in the page by the browser tests.
() => {
  const faults = [];
  const seen = (one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const where = (one) => one.outerHTML.slice(0, 90);
  const root = document.documentElement;

  if (root.scrollWidth > root.clientWidth) faults.push(`wider than the screen by ${root.scrollWidth - root.clientWidth} px`);
  for (const one of document.querySelectorAll(".sheet"))
    if (one.scrollWidth > one.clientWidth + 1) faults.push(`spills over its sheet: ${one.innerText.slice(0, 60)}`);
  for (const one of document.querySelectorAll("th, td, h1, h2, h3, p"))
    if (seen(one) && one.textContent.trim().length > 3 && one.getBoundingClientRect().width < 24) faults.push(`squeezed: ${where(one)}`);
  if (document.querySelectorAll("h1").length !== 1) faults.push(`${document.querySelectorAll("h1").length} h1`);
  if (!root.lang) faults.push("no language");
  const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
  for (const id of new Set(ids)) if (ids.filter((one) => one === id).length > 1) faults.push(`id twice: ${id}`);
  for (const one of document.querySelectorAll("input:not([type=hidden]), select, textarea"))
    if (!one.labels?.length && !one.getAttribute("aria-label")) faults.push(`no label: ${where(one)}`);
  for (const one of document.querySelectorAll("a[href], button, summary"))
    if (seen(one) && !one.textContent.trim() && !one.getAttribute("aria-label")) faults.push(`no name: ${where(one)}`);
  for (const one of document.querySelectorAll("img")) if (!one.hasAttribute("alt")) faults.push(`no alt: ${where(one)}`);
  for (const one of document.querySelectorAll("button, .btn, select, input:not([type=hidden]):not([type=checkbox])"))
    if (seen(one) && one.getBoundingClientRect().height < 36) faults.push(`too small to press: ${where(one)}`);
  for (const one of document.querySelectorAll("[aria-describedby]"))
    for (const id of one.getAttribute("aria-describedby").split(" "))
      if (!id.endsWith("-salah") && !document.getElementById(id)) faults.push(`describes nothing: ${id}`);

  // Contrast of text, WCAG 2.2: 4.5, or 3 for large type.
  const numbers = (colour) => (colour.match(/[\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => {
    const part = (v) => ((v /= 255), v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const ground = (one) => {
    for (let at = one; at; at = at.parentElement) {
      const colour = numbers(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const told = new Set();
  while (walker.nextNode()) {
    const one = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || !seen(one) || one.closest(".visually-hidden, .skip, script, option")) continue;
    const style = getComputedStyle(one);
    const [a, b] = [light(numbers(style.color)), light(ground(one))].sort((x, y) => y - x);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);
    const ratio = (a + 0.05) / (b + 0.05);
    const key = `${style.color} on ${ground(one)}`;
    if (ratio < (large ? 3 : 4.5) && !told.has(key)) {
      told.add(key);
      faults.push(`contrast ${ratio.toFixed(2)}: ${where(one)}`);
    }
  }
  return faults;
}
