"use strict";
// Draws the charts of a replay; its tables are in the page already.
(() => {
  const report = JSON.parse(document.getElementById("data").textContent);
  const escape = echarts.format.encodeHTML;
  const probe = document.body.appendChild(document.createElement("i"));
  probe.hidden = true;
  const colour = name => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const symbols = ["circle", "triangle", "rect", "diamond", "roundRect", "arrow"];
  const quality = value => Number.isFinite(value) ? value.toFixed(3) : "–";
  const share = value => Number.isFinite(value) ? `${(100 * value).toFixed(1)} %` : "–";
  const usd = value => Number.isFinite(value) ? `$${value.toLocaleString("en-US", { maximumSignificantDigits: 3 })}` : "–";
  const interval = (estimate, format) => `${format(estimate.value)} [${format(estimate.low)}, ${format(estimate.high)}]`;
  const tip = lines => lines.map(([name, value]) => value === undefined ? `<b>${escape(name)}</b>` : `${escape(name)}: ${escape(value)}`).join("<br>");

  const overall = report.policies.filter(row => row.part === "all");
  const names = overall.map(row => row.policy);
  const look = name => {
    const i = names.indexOf(name);
    return { symbol: symbols[Math.floor(i / 6) % symbols.length], color: colour(`series-${i % 6 + 1}`) };
  };

  const frame = () => ({
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: colour("text") },
    tooltip: { trigger: "item", confine: true, backgroundColor: colour("panel"), borderColor: colour("line"), textStyle: { color: colour("text"), fontSize: 13 }, formatter: item => item.data.tip ? tip(item.data.tip) : "" },
    legend: { type: "scroll", top: 0, textStyle: { color: colour("text") }, pageTextStyle: { color: colour("text") }, pageIconColor: colour("accent") },
    grid: { left: 8, right: 20, top: 56, bottom: 32, containLabel: true },
  });
  const axis = (name, format, more) => ({
    type: "value", name, nameLocation: "middle", nameGap: 30, scale: true,
    nameTextStyle: { color: colour("quiet") }, axisLabel: { color: colour("quiet"), formatter: format, hideOverlap: true },
    axisLine: { show: true, onZero: false, lineStyle: { color: colour("coin") } }, splitLine: { lineStyle: { color: colour("line") } }, ...more,
  });
  const upright = (name, format) => axis(name, format, { nameLocation: "end", nameGap: 12, nameTextStyle: { color: colour("quiet"), align: "left" } });
  const marks = (...lines) => ({ silent: true, symbol: "none", lineStyle: { color: colour("coin"), type: "dashed" }, label: { color: colour("quiet"), formatter: "{b}", position: "insideEndTop", distance: 2 }, data: lines });

  const drawn = new Set();
  const redraws = [];
  const chart = (id, option) => {
    const element = document.getElementById(id);
    if (!element) {
      return;
    }

    const view = echarts.init(element, null, { renderer: "svg" });
    view.on("finished", () => {
      drawn.add(id);
      document.body.dataset.rendered = drawn.size;
    });
    const draw = () => {
      view.resize();
      view.setOption(option(), true);
    };
    redraws.push(draw);
    draw();
  };

  const cost = row => 1000 * (row.costUsd.value ?? NaN);
  const priced = overall.filter(row => Number.isFinite(cost(row)));
  const about = row => [[row.policy], ["Quality", interval(row.quality, quality)], ["Cost per 1,000", usd(cost(row))], ["Late", share(row.lateShare.value ?? NaN)], ["Windows over budget", share(row.windowsOverBudget.value ?? NaN)], ["Queries", String(row.n)]];
  const budget = report.budgetUsd === null ? [] : [{ name: "budget", xAxis: 1000 * report.budgetUsd }];

  chart("plane-chart", () => ({
    ...frame(),
    xAxis: axis("USD per 1,000 queries", usd),
    yAxis: upright("Quality", quality),
    series: priced.map((row, i) => ({
      name: row.policy, type: "scatter", symbolSize: 13, ...look(row.policy), data: [{ value: [cost(row), row.quality.value], tip: about(row) }],
      ...i === 0 && budget.length > 0 ? { markLine: marks(...budget) } : {},
    })),
  }));

  const kinds = [
    ...report.maxLatencySeconds === null ? [] : [["late", row => row.lateShare.value]],
    ...report.budgetUsd === null ? [] : [["windows over budget", row => row.windowsOverBudget.value]],
  ];
  chart("violations-chart", () => ({
    ...frame(),
    xAxis: axis("USD per 1,000 queries", usd),
    yAxis: upright("Violations", share),
    series: priced.flatMap(row => kinds.map(([kind, value], k) => ({
      name: row.policy, type: "scatter", symbolSize: 13, ...look(row.policy), symbol: k === 0 ? "circle" : "diamond",
      data: [{ value: [cost(row), value(row)], tip: [...about(row), ["This point", kind]] }],
    }))),
  }));

  const overTime = (id, title, format, value, limit) => chart(id, () => ({
    ...frame(),
    xAxis: axis("Seconds", undefined, { min: 0 }),
    yAxis: upright(title, format),
    series: names.map((name, i) => ({
      name, type: "line", showSymbol: true, symbolSize: 6, ...look(name),
      data: report.windowRows.filter(row => row.policy === name).map(row => ({ value: [row.start, value(row)], tip: [[name], [title, format(value(row))], ["From second", row.start.toFixed(1)], ["Queries", String(row.n)]] })),
      ...i === 0 ? { markLine: marks(...report.driftSeconds === null ? [] : [{ name: "drift", xAxis: report.driftSeconds }], ...limit) } : {},
    })),
  }));
  overTime("quality-chart", "Quality", quality, row => row.quality ?? NaN, []);
  overTime("cost-chart", "USD per 1,000", usd, row => 1000 * (row.costUsd ?? NaN), report.budgetUsd === null ? [] : [{ name: "budget", yAxis: 1000 * report.budgetUsd }]);

  const redraw = () => redraws.forEach(draw => draw());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  addEventListener("resize", redraw);
})();
