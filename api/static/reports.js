// Charts of a report: the figures stand in the page as JSON, and in the table below each chart.
(() => {
  const source = document.getElementById("grafik-data");
  if (!source || typeof Chart === "undefined") return;
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const locale = document.documentElement.lang;
  const write = (value) => new Intl.NumberFormat(locale).format(value);
  const short = new Intl.NumberFormat(locale, { notation: "compact" });
  Chart.defaults.color = colour("--tm-ink");
  Chart.defaults.font.family = style.getPropertyValue("--bs-body-font-family");
  Chart.defaults.animation = false;
  for (const one of JSON.parse(source.textContent)) {
    const canvas = document.getElementById(`grafik-${one.id}`);
    if (!canvas) continue;
    const bars = one.kind === "bar";
    const values = { beginAtZero: true, ticks: { precision: 0, maxTicksLimit: 6, callback: (value) => short.format(value) } };
    const names = { grid: { display: false }, ticks: { autoSkip: !bars } };
    new Chart(canvas, {
      type: one.kind,
      data: {
        labels: one.labels,
        datasets: [{
          data: one.values, label: one.title, backgroundColor: colour("--tm-brand"), borderColor: colour("--tm-brand"),
          maxBarThickness: 22, tension: 0.2, pointRadius: 3,
        }],
      },
      options: {
        indexAxis: bars ? "y" : "x",
        maintainAspectRatio: false,
        plugins: { legend: { display: false }, tooltip: { callbacks: { label: (item) => write(item.raw) } } },
        scales: bars ? { x: values, y: names } : { y: values, x: names },
      },
    });
  }
})();
