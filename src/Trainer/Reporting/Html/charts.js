"use strict";
// Draws the charts; text and tables are in the page already.
(() => {
  const report = JSON.parse(document.getElementById("data").textContent);
  // A run has one router; of several that are compared, the first is shown in full.
  const judged = report.routers?.[0] ?? report;
  const evaluation = judged.evaluation;
  const isPair = judged.task === "pair";
  const trials = report.trials ?? [];
  const escape = echarts.format.encodeHTML;

  // Numbers as the tables write them; undefined ones arrive as null.
  const known = (value, format) => Number.isFinite(value) ? format(value).replace("-", "−") : "–";
  const quality = value => known(value, v => (Math.round(v * 1000) / 1000 + 0).toFixed(3));
  const share = value => known(value, v => (Math.round(v * 1000) / 10 + 0).toFixed(1) + " %");
  const usd = value => known(value, v => "$" + v.toLocaleString("en-US", { minimumSignificantDigits: 3, maximumSignificantDigits: 3 }));
  const roundUsd = value => "$" + value.toLocaleString("en-US", { maximumSignificantDigits: 3 });
  // Three significant digits and thousands as k, M, G.
  const large = value => known(value, v => {
    const thousands = v < 1000 ? 0 : Math.min(3, Math.floor(Math.log10(Number(v.toPrecision(3))) / 3));
    return `${Number((v / 1000 ** thousands).toPrecision(3))} ${" kMG"[thousands]}`.trim();
  });
  const interval = (estimate, format) => `${format(estimate.value)} [${format(estimate.low)}, ${format(estimate.high)}]`;

  const probe = document.body.appendChild(document.createElement("i"));
  probe.hidden = true;
  const colour = name => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const series = i => colour(`series-${i % 6 + 1}`);

  // ---- what all charts share

  const symbols = ["circle", "triangle", "rect", "diamond", "roundRect", "arrow"];
  const tip = lines => lines.map(([name, value]) => value === undefined ? `<b>${escape(name)}</b>` : `${escape(name)}: ${escape(value)}`).join("<br>");

  const frame = isNarrow => ({
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: colour("text") },
    tooltip: {
      trigger: "item",
      confine: true,
      backgroundColor: colour("panel"),
      borderColor: colour("line"),
      textStyle: { color: colour("text"), fontSize: 13 },
      formatter: item => item.data.tip ? tip(item.data.tip) : "",
    },
    legend: { type: isNarrow ? "plain" : "scroll", top: 0, left: 0, right: 0, itemGap: isNarrow ? 10 : 16, itemWidth: 18, itemHeight: 11, textStyle: { color: colour("text") }, pageTextStyle: { color: colour("text") }, pageIconColor: colour("accent") },
    grid: { left: 8, right: 20, top: isNarrow ? 80 : 56, bottom: 32, containLabel: true },
  });

  const axis = (name, format, more) => ({
    type: "value",
    name,
    nameLocation: "middle",
    nameGap: 30,
    nameTextStyle: { color: colour("quiet") },
    axisLabel: { color: colour("quiet"), formatter: format, hideOverlap: true },
    axisLine: { show: true, onZero: false, lineStyle: { color: colour("coin") } },
    splitLine: { lineStyle: { color: colour("line") } },
    ...more,
  });

  const upright = (name, format, more) => axis(name, format, { nameLocation: "end", nameGap: 12, nameTextStyle: { color: colour("quiet"), align: "left", padding: [0, 0, 0, -24] }, ...more });

  // A vertical interval with end strokes; data are [x, low, high].
  const intervals = (data, stroke, more) => ({
    type: "custom",
    silent: true,
    data: data.filter(point => point.every(Number.isFinite)),
    encode: { x: 0, y: [1, 2] },
    itemStyle: { color: stroke },
    z: 3,
    renderItem: (_, api) => {
      const [x, low] = api.coord([api.value(0), api.value(1)]);
      const high = api.coord([api.value(0), api.value(2)])[1];
      const line = (x1, y1, x2, y2) => ({ type: "line", shape: { x1, y1, x2, y2 }, style: { stroke, lineWidth: 1.5 } });
      return { type: "group", children: [line(x, low, x, high), line(x - 4, low, x + 4, low), line(x - 4, high, x + 4, high)] };
    },
    ...more,
  });

  // The 95 % band of a curve, as one shape.
  const band = (of, axisName, x, fill) => {
    const points = (of.bands?.find(band => band.axis === axisName)?.points ?? []).filter(point => Number.isFinite(point.low) && Number.isFinite(point.high) && (mode !== "log" || x(point.at) > 0));
    return points.length === 0 ? [] : [{
      type: "custom", silent: true, clip: true, z: 1, encode: { x: 0, y: [1, 2] },
      data: points.map(point => [x(point.at), point.low, point.high]),
      renderItem: (params, api) => params.dataIndex > 0 ? undefined : {
        type: "polygon",
        shape: { points: [...points.map(point => api.coord([x(point.at), point.high])), ...points.toReversed().map(point => api.coord([x(point.at), point.low]))] },
        style: { fill, opacity: 0.16 },
      },
    }];
  };

  const charts = [];
  const drawn = new Set();

  const chart = (id, option, height) => {
    const element = document.getElementById(id);
    if (!element) {
      return;
    }

    const fit = width => {
      const tall = height?.(width);
      element.style.height = tall ? `${tall}px` : "";
      return tall;
    };
    fit(element.clientWidth);
    const view = echarts.init(element, null, { renderer: "svg" });
    view.on("finished", () => {
      drawn.add(id);
      document.body.dataset.rendered = drawn.size;
    });
    const draw = size => {
      const tall = fit(size?.width ?? element.clientWidth);
      view.resize(size ? { ...size, height: tall ?? size.height } : { width: "auto", height: "auto" });
      view.setOption(option(view.getWidth() < 560, view.getWidth()), true);
    };
    charts.push(draw);
    draw();
    return draw;
  };

  // ---- cost and quality

  const perThousand = costUsd => costUsd === null || costUsd === undefined ? NaN : 1000 * costUsd;
  const hasCosts = evaluation.operatingPoints.every(point => point.costUsd !== null);
  const costs = [...evaluation.models.map(model => perThousand(model.costUsd?.value)), ...evaluation.curve.map(point => perThousand(point.costUsd))].filter(cost => cost > 0);
  const decades = Math.log10(Math.max(...costs) / Math.min(...costs));

  const modes = [
    ...isPair ? [{ id: "share", title: "Strong share" }] : [],
    ...hasCosts ? [{ id: "cost", title: "Cost" }] : [],
    ...hasCosts && decades >= 1 ? [{ id: "log", title: "Cost, log scale" }] : [],
  ];
  let mode = isPair ? "share" : modes.at(-1)?.id;

  // On a logarithmic axis a coin's mixtures are no straight line.
  const between = points => points.flatMap(([x, y], i) => i === 0 || mode !== "log" ? [[x, y]] : Array.from({ length: 40 }, (_, k) => {
    const part = (k + 1) / 40;
    return [points[i - 1][0] + part * (x - points[i - 1][0]), points[i - 1][1] + part * (y - points[i - 1][1])];
  }));

  const curveOption = isNarrow => {
    const isShare = mode === "share";
    const settingName = isPair ? "Threshold" : "Trade-off";
    const { models, baselines, operatingPoints, pair } = evaluation;
    const costTip = costUsd => costUsd ? [["Cost per 1,000 queries", interval({ value: perThousand(costUsd.value), low: perThousand(costUsd.low), high: perThousand(costUsd.high) }, usd)]] : [];

    const curve = evaluation.curve.map(point => ({
      value: [isShare ? point.strongShare : perThousand(point.costUsd), point.quality],
      tip: [
        ["Router"], ["Quality", quality(point.quality)],
        ...point.strongShare === null ? [] : [["Strong share", share(point.strongShare)]],
        ...point.costUsd === null ? [] : [["Cost per 1,000 queries", usd(perThousand(point.costUsd))]],
        [settingName, point.setting === null ? "∞" : point.setting.toLocaleString("en-US", { maximumSignificantDigits: 4 })],
      ],
    }));
    const coin = isShare
      ? [[0, models[0].quality.value], [1, models[1].quality.value]]
      : between(baselines.hull.map(point => [perThousand(point.cost), point.quality]));
    const alone = (isShare ? models.slice(0, 2) : models).map((model, i) => ({
      name: model.name,
      value: [isShare ? i : perThousand(model.costUsd?.value), model.quality.value],
      bar: model.quality,
      tip: [[model.name], ["Quality", interval(model.quality, quality)], ...costTip(model.costUsd)],
    }));
    const points = operatingPoints.map(point => ({
      name: point.name,
      value: [isShare ? point.shares[1].value : perThousand(point.costUsd.value), point.quality.value],
      bar: point.quality,
      tip: [[point.name], ["Quality", interval(point.quality, quality)], ...isPair ? [["Strong share", interval(point.shares[1], share)]] : [], ...costTip(point.costUsd)],
    }));
    const farthest = Math.max(...alone.map(model => model.value[0]));
    alone.forEach(model => model.label = { position: model.value[0] > 0.7 * farthest ? "left" : "right" });
    points.forEach(point => point.label = { position: mode !== "log" && point.value[0] < 0.1 * farthest ? "right" : "left" });
    const oracle = baselines.oracleQuality;
    const best = Math.max(...models.map(model => model.quality.value));

    const heights = [...curve, ...alone, ...points].map(point => point.value[1]).concat(coin.map(point => point[1]), [...points, ...alone].flatMap(point => [point.bar.low, point.bar.high]), oracle.value).filter(Number.isFinite);
    const [lowest, highest] = [Math.min(...heights), Math.max(...heights)];
    const step = [0.01, 0.02, 0.05, 0.1].find(size => highest - lowest <= 7 * size) ?? 0.2;
    const bars = list => list.map(point => [point.value[0], point.bar.low, point.bar.high]);
    const label = position => ({ show: !isNarrow, position, formatter: item => item.name, color: colour("text"), fontSize: 12, textBorderColor: colour("panel"), textBorderWidth: 3 });
    const level = (value, text, name, position) => ({
      yAxis: value,
      lineStyle: { color: colour(name), type: "dotted", width: 1.5 },
      label: { formatter: text, position, color: colour(name), fontSize: 12 },
    });
    const cpt = (percent, estimate) => Number.isFinite(estimate.value) ? [{
      xAxis: estimate.value,
      lineStyle: { color: colour("accent"), type: "dashed", width: 1, opacity: 0.7 },
      label: { formatter: `CPT ${percent} % = ${share(estimate.value)}`, position: "insideStartBottom", color: colour("accent"), fontSize: 12 },
    }] : [];

    return {
      ...frame(isNarrow),
      xAxis: axis(isShare ? "Queries sent to the strong model" : "Mean cost per 1,000 queries (USD)", isShare ? value => `${Math.round(100 * value)} %` : roundUsd, {
        type: mode === "log" ? "log" : "value",
        scale: !isShare,
        ...isShare ? { min: 0, max: 1 } : mode === "log" ? { min: Math.min(...costs) / 1.3, max: Math.max(...costs) * 1.3, axisLabel: { color: colour("quiet"), formatter: roundUsd, showMinLabel: false, showMaxLabel: false } } : { min: 0 },
      }),
      yAxis: upright("Mean quality", value => value.toFixed(2), { min: step * Math.floor(lowest / step - 0.2), max: step * Math.ceil(highest / step + 0.2), interval: step }),
      series: [
        {
          name: "Router", type: "line", data: curve, symbol: "circle", symbolSize: 7, showAllSymbol: true, z: 4,
          color: colour("accent"), lineStyle: { width: 2.5 }, itemStyle: { opacity: 0 }, emphasis: { itemStyle: { opacity: 1 } },
          markLine: {
            silent: true, symbol: "none",
            data: [
              level(best, `best single model ${quality(best)}`, "single", "insideStartBottom"),
              ...isShare ? [level(oracle.value, `oracle ${quality(oracle.value)}`, "oracle", "insideStartTop")] : [],
              ...isShare ? [...cpt(20, pair.cpt20), ...cpt(50, pair.cpt50), ...cpt(80, pair.cpt80)] : [],
            ],
          },
        },
        { name: "Coin between models", type: "line", data: coin, symbol: "none", color: colour("coin"), lineStyle: { width: 1.5, type: "dashed" }, itemStyle: { opacity: 0 }, silent: true, z: 2 },
        { name: "Single models", type: "scatter", data: alone, symbol: "diamond", symbolSize: 13, color: colour("single"), z: 5, label: label("right"), labelLayout: { dy: 14, hideOverlap: true } },
        ...isShare ? [] : [{
          name: "Oracle", type: "scatter", symbol: "triangle", symbolSize: 13, color: colour("oracle"), z: 5,
          data: [{ value: [perThousand(baselines.oracleCostUsd.value), oracle.value], tip: [["Oracle"], ["Quality", interval(oracle, quality)], ...costTip(baselines.oracleCostUsd)] }],
        }],
        {
          name: "Operating points", type: "scatter", data: points, symbol: "circle", symbolSize: 12, z: 6,
          itemStyle: { color: colour("panel"), borderColor: colour("accent"), borderWidth: 3 }, color: colour("accent"), label: label("left"), labelLayout: { dy: -12, hideOverlap: true },
        },
        intervals(bars(points), colour("accent")),
        intervals(bars(alone), colour("single")),
        ...isShare ? band(evaluation, "strongShare", at => at, colour("accent")) : band(evaluation, "costUsd", perThousand, colour("accent")),
      ],
    };
  };

  const drawCurve = modes.length > 0 && chart("curve-chart", curveOption);
  const choices = document.getElementById("curve-modes");
  if (drawCurve && modes.length > 1) {
    for (const choice of modes) {
      const button = choices.appendChild(document.createElement("button"));
      button.type = "button";
      button.textContent = choice.title;
      button.setAttribute("aria-pressed", choice.id === mode);
      button.onclick = () => {
        mode = choice.id;
        [...choices.children].forEach((other, i) => other.setAttribute("aria-pressed", modes[i].id === mode));
        drawCurve();
      };
    }
  }

  // ---- routers beside each other

  chart("routers-chart", isNarrow => {
    const { routers, policies } = report;
    const byCost = policies.every(policy => policy.costUsd !== null);
    const x = point => byCost ? perThousand(point.costUsd) : point.strongShare;
    const at = policy => [perThousand(policy.costUsd.value), policy.quality.value];
    const about = policy => [[policy.name], ["Quality", interval(policy.quality, quality)], ["Cost per 1,000 queries", interval({ value: perThousand(policy.costUsd.value), low: perThousand(policy.costUsd.low), high: perThousand(policy.costUsd.high) }, usd)]];
    const shown = routers.filter(router => byCost || router.task === "pair");
    const heights = [...shown.flatMap(router => router.evaluation.curve.map(point => point.quality)), ...policies.filter(policy => policy.kind !== "oracle").map(policy => policy.quality.value)];
    const [lowest, highest] = [Math.min(...heights), Math.max(...heights)];
    const room = 0.06 * (highest - lowest) || 0.01;
    const models = byCost ? policies.filter(policy => policy.kind === "model") : [];
    const points = byCost ? policies.filter(policy => policy.kind === "router") : [];
    const farthest = Math.max(...models.map(policy => at(policy)[0]));
    const owner = policy => routers.findIndex(router => policy.name.startsWith(`${router.name}, `));
    return {
      ...frame(isNarrow),
      xAxis: axis(byCost ? "Mean cost per 1,000 queries (USD)" : "Queries sent to the strong model", byCost ? roundUsd : value => `${Math.round(100 * value)} %`, byCost ? { min: 0 } : { min: 0, max: 1 }),
      yAxis: upright("Mean quality", value => value.toFixed(2), { min: lowest - room, max: highest + room, axisLabel: { color: colour("quiet"), showMinLabel: false, showMaxLabel: false, formatter: value => value.toFixed(2) } }),
      series: [
        ...shown.map(router => ({
          name: router.name, type: "line", symbol: "circle", symbolSize: 7, showAllSymbol: true, z: 4, color: series(routers.indexOf(router)), lineStyle: { width: 2.5 }, itemStyle: { opacity: 0 },
          data: router.evaluation.curve.map(point => ({ value: [x(point), point.quality], tip: [[router.name], ["Quality", quality(point.quality)], ...byCost ? [["Cost per 1,000 queries", usd(x(point))]] : [["Strong share", share(x(point))]]] })),
        })),
        ...!byCost || !report.hull ? [] : [{ name: "Coin between models", type: "line", data: report.hull.map(point => [perThousand(point.cost), point.quality]), symbol: "none", color: colour("coin"), lineStyle: { width: 1.5, type: "dashed" }, itemStyle: { opacity: 0 }, silent: true, z: 2 }],
        ...models.length === 0 ? [] : [{ name: "Single models", type: "scatter", symbol: "diamond", symbolSize: 12, color: colour("text"), z: 5, data: models.map(policy => ({ value: at(policy), name: policy.name, tip: about(policy), label: { position: at(policy)[0] > 0.7 * farthest ? "left" : "right" } })), label: { show: !isNarrow, formatter: item => item.name.replace("always ", ""), color: colour("text"), fontSize: 12, textBorderColor: colour("panel"), textBorderWidth: 3 }, labelLayout: { hideOverlap: true } }],
        ...points.length === 0 ? [] : [{ name: "Operating points", type: "scatter", symbolSize: 11, z: 6, color: colour("quiet"), data: points.map(policy => ({ value: at(policy), tip: about(policy), itemStyle: { color: colour("panel"), borderColor: series(owner(policy)), borderWidth: 3 } })) }],
        ...shown.flatMap(router => band(router.evaluation, byCost ? "costUsd" : "strongShare", byCost ? perThousand : at => at, series(routers.indexOf(router)))),
      ],
    };
  });

  // ---- reliability

  chart("reliability-chart", (isNarrow, width) => {
    const bins = evaluation.calibration.reliability;
    const before = evaluation.uncalibrated?.reliability ?? [];
    const about = bin => [
      [`Predicted ${quality(bin.from)} to ${quality(bin.to)}`], ["Mean predicted", quality(bin.meanPredicted)], ["Observed", interval(bin.observed, quality)], ["n", bin.observed.n.toLocaleString("en-US")],
    ];
    const base = frame(isNarrow);
    const tick = value => value.toFixed(1);
    return {
      ...base,
      grid: [{ ...base.grid, left: 44, containLabel: false, bottom: "39%" }, { ...base.grid, left: 44, containLabel: false, top: "74%", bottom: 48 }],
      xAxis: [axis("", tick, { min: 0, max: 1 }), axis("Predicted", tick, { min: 0, max: 1, gridIndex: 1 })],
      yAxis: [upright("Observed", tick, { min: 0, max: 1 }), upright("Queries", undefined, { gridIndex: 1, splitNumber: 2 })],
      series: [
        { name: "As predicted", type: "line", data: [[0, 0], [1, 1]], symbol: "none", silent: true, color: colour("coin"), lineStyle: { type: "dashed", width: 1.5 }, itemStyle: { opacity: 0 } },
        ...before.length === 0 ? [] : [{ name: "Before calibration", type: "line", color: colour("quiet"), symbol: "emptyCircle", symbolSize: 7, lineStyle: { type: "dotted", width: 1.5 }, data: before.map(bin => ({ value: [bin.meanPredicted, bin.observed.value], tip: about(bin) })) }],
        { name: "Observed, 95 % interval", type: "line", color: colour("accent"), symbol: "circle", symbolSize: 9, lineStyle: { width: 1.5 }, data: bins.map(bin => ({ value: [bin.meanPredicted, bin.observed.value], tip: about(bin) })) },
        intervals(bins.map(bin => [bin.meanPredicted, bin.observed.low, bin.observed.high]), colour("accent")),
        { name: "Queries", type: "bar", xAxisIndex: 1, yAxisIndex: 1, barWidth: 0.7 * (width - 60) / 15, color: colour("coin"), data: bins.map(bin => ({ value: [(bin.from + bin.to) / 2, bin.observed.n], tip: about(bin) })) },
      ],
    };
  });

  // ---- trials

  const search = report.search;
  const isMore = search?.maximised[0] ?? true;
  const goalFormat = name => name === "cost" || name === "cost-at-quality" ? usd : name === "size" || name === "operations" ? large : quality;
  const objective = goalFormat(report.objective);
  const hasResult = trial => trial.objective !== null;
  const completed = trials.filter(trial => trial.state === "completed" && trial.failure === null && hasResult(trial));
  const learnersOf = some => [...new Set(some.map(trial => trial.learner))].sort();
  const learners = learnersOf(trials);
  const learnerColour = learner => series(learners.indexOf(learner));
  // Neither colour nor symbol comes twice in the same company.
  const learnerSymbol = learner => symbols[(learners.indexOf(learner) + Math.floor(learners.indexOf(learner) / 6)) % symbols.length];
  const aboutTrial = trial => [
    [`Trial ${trial.number}`], ["Learner", trial.learner], ...trial.settings ? [["Settings", trial.settings]] : [], ...trial.features ? [["Features", trial.features]] : [],
    [report.objective, objective(trial.objective)], ["Deviation between folds", objective(trial.deviation)],
    ...search && search.goals.length > 1 ? search.goals.slice(1).map((goal, i) => [goal, goalFormat(goal)(trial.values[i + 1])]) : [],
  ];
  const ring = (name, data) => ({ name, type: "scatter", symbol: "circle", symbolSize: 20, color: colour("text"), itemStyle: { color: "transparent", borderColor: colour("text"), borderWidth: 2 }, z: 5, data });

  // Bounds that leave room around the values.
  const around = values => {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const room = 0.06 * (high - low) || 0.06 * Math.abs(high) || 0.06;
    return { min: low - room, max: high + room };
  };
  const inner = { color: colour("quiet"), showMinLabel: false, showMaxLabel: false, hideOverlap: true };

  chart("trials-chart", isNarrow => {
    const stopped = trials.filter(trial => trial.state === "stopped");
    const failed = trials.filter(trial => trial.state === "failed" || trial.failure !== null && !stopped.includes(trial));
    let best = null;
    const bestSoFar = completed.map(trial => [trial.number, best = best === null ? trial.objective : isMore ? Math.max(best, trial.objective) : Math.min(best, trial.objective)]);
    const point = trial => ({ value: [trial.number, trial.objective], tip: aboutTrial(trial) });
    const bounds = around([...completed, ...stopped.filter(hasResult)].map(trial => trial.objective));
    const floor = bounds.min + 0.02 * (bounds.max - bounds.min);
    const ended = (trial, what) => ({ value: [trial.number, hasResult(trial) ? trial.objective : floor], tip: [...aboutTrial(trial), [what, trial.failure ?? ""]] });
    return {
      ...frame(isNarrow),
      xAxis: axis("Trial", undefined, { minInterval: 1, min: -0.5, max: Math.max(...trials.map(trial => trial.number)) + 0.5, splitLine: { show: false }, axisLabel: { color: colour("quiet"), showMinLabel: false, showMaxLabel: false } }),
      yAxis: upright(report.objective, objective, { ...bounds, axisLabel: { ...inner, formatter: objective } }),
      series: [
        { name: "Best so far", type: "line", step: "end", data: bestSoFar, symbol: "none", silent: true, color: colour("coin"), lineStyle: { width: 1.5 }, itemStyle: { opacity: 0 } },
        ...learnersOf(completed).map(learner => ({ name: learner, type: "scatter", color: learnerColour(learner), symbol: learnerSymbol(learner), symbolSize: 10, data: completed.filter(trial => trial.learner === learner).map(point) })),
        ...stopped.length === 0 ? [] : [{ name: "Stopped early", type: "scatter", symbol: "circle", symbolSize: 8, color: colour("coin"), itemStyle: { color: "transparent", borderColor: colour("coin"), borderWidth: 1.5 }, data: stopped.map(trial => ended(trial, "Stopped")) }],
        ...failed.length === 0 ? [] : [{ name: "Failed", type: "scatter", symbol: "path://M0,0L4,4M4,0L0,4", symbolSize: 9, color: colour("bad"), itemStyle: { color: colour("bad"), borderColor: colour("bad"), borderWidth: 2 }, data: failed.map(trial => ended(trial, "Failed")) }],
        ring("Chosen", completed.filter(trial => trial.number === report.chosenTrial).map(point)),
      ],
    };
  });

  // ---- the search

  // Ticks of a logarithmic axis are powers of ten, of which there should be two.
  const spansDecades = values => Math.min(...values) > 0 && Math.max(...values) / Math.min(...values) >= 30;

  chart("front-chart", isNarrow => {
    const [first, second] = search.goals;
    const known = completed.filter(trial => Number.isFinite(trial.values[0]) && Number.isFinite(trial.values[1]));
    const front = known.filter(trial => search.front.includes(trial.number)).sort((a, b) => a.values[1] - b.values[1]);
    const point = trial => ({ value: [trial.values[1], trial.values[0]], tip: aboutTrial(trial) });
    const across = known.map(trial => trial.values[1]);
    const isLog = spansDecades(across);
    const bounds = isLog ? { min: Math.min(...across) / 1.2, max: Math.max(...across) * 1.2 } : around(across);
    const format = goalFormat(second);
    return {
      ...frame(isNarrow),
      xAxis: axis(`${second} (${search.maximised[1] ? "more" : "less"} is better)`, format, { type: isLog ? "log" : "value", ...bounds, axisLabel: { ...inner, formatter: format } }),
      yAxis: upright(first, goalFormat(first), { ...around(known.map(trial => trial.values[0])), axisLabel: { ...inner, formatter: goalFormat(first) } }),
      series: [
        // With more than two goals the front is no line of this picture.
        ...search.goals.length === 2 ? [{ name: "Front", type: "line", step: search.maximised[1] === search.maximised[0] ? "start" : "end", data: front.map(trial => [trial.values[1], trial.values[0]]), symbol: "none", silent: true, color: colour("coin"), lineStyle: { width: 1.5 }, itemStyle: { opacity: 0 } }] : [],
        ...learnersOf(known).map(learner => ({ name: learner, type: "scatter", color: learnerColour(learner), symbol: learnerSymbol(learner), symbolSize: 10, data: known.filter(trial => trial.learner === learner).map(trial => ({ ...point(trial), itemStyle: { opacity: search.front.includes(trial.number) ? 1 : 0.35 } })) })),
        ring("Chosen", known.filter(trial => trial.number === report.chosenTrial).map(point)),
      ],
    };
  });

  const shown = (search?.importance ?? []).slice(0, 15);
  chart("importance-chart", isNarrow => ({
    ...frame(isNarrow),
    legend: { show: false },
    grid: { left: 20, right: 56, top: 8, bottom: 40, containLabel: true },
    xAxis: axis("Share of the ranks' variance explained", value => `${Math.round(100 * value)} %`, { min: 0, max: 1 }),
    yAxis: { type: "category", inverse: true, data: shown.map(setting => setting.setting), axisTick: { show: false }, axisLine: { lineStyle: { color: colour("coin") } }, axisLabel: { color: colour("text"), width: isNarrow ? 110 : 220, overflow: "truncate" } },
    series: [{
      type: "bar", barMaxWidth: 18,
      label: { show: true, position: "right", color: colour("text"), formatter: item => share(item.value) },
      data: shown.map(setting => ({
        value: setting.share,
        // What may well be an accident is grey.
        itemStyle: { color: colour(setting.chance < 0.05 ? "accent" : "coin") },
        tip: [[setting.setting], ["Share explained", share(setting.share)], ["By chance as much in", share(setting.chance)], ["Trials", String(setting.trials)]],
      })),
    }],
  }), () => 70 + 30 * shown.length);

  chart("parallel-chart", (isNarrow, width) => {
    const winner = trials.find(trial => trial.number === report.chosenTrial).learner;
    const own = completed.filter(trial => trial.learner === winner);
    const settings = search.settings.filter(setting => setting.learner === winner && new Set(own.map(trial => JSON.stringify(trial.settingValues[setting.setting]))).size > 1);
    const isOwn = own.length >= 5 && settings.length > 0;
    const lines = isOwn ? own : completed;
    const word = value => typeof value === "string" ? value : JSON.stringify(value);
    const category = (name, of) => ({ name, of, type: "category", data: [...new Set(lines.map(of))].sort() });
    const number = setting => ({ name: setting.setting, of: trial => trial.settingValues[setting.setting], type: setting.isLog && spansDecades(lines.map(trial => trial.settingValues[setting.setting])) ? "log" : "value" });
    const features = category("features", trial => trial.features || "–");
    const axes = [
      ...isOwn ? [] : [category("learner", trial => trial.learner)],
      ...features.data.length > 1 ? [features] : [],
      ...isOwn ? settings.map(setting => setting.isNumber ? number(setting) : category(setting.setting, trial => word(trial.settingValues[setting.setting]))) : [],
      { name: report.objective, of: trial => trial.objective, type: "value" },
    ];
    const few = isNarrow ? [...axes.slice(0, 3), axes.at(-1)].filter((axis, i, all) => all.indexOf(axis) === i) : axes;
    const values = lines.map(trial => trial.objective);
    const wide = (width - 40) / few.length;
    const plain = value => value.toLocaleString("en-US", { maximumSignificantDigits: 3 });
    return {
      ...frame(isNarrow),
      legend: { show: false },
      title: { text: isOwn ? `Trials of ${winner}` : "All learners", left: 0, top: 0, textStyle: { fontSize: 13, fontWeight: 600, color: colour("quiet") } },
      visualMap: {
        show: !isNarrow, type: "continuous", dimension: few.length - 1, min: Math.min(...values), max: Math.max(...values) || 1, calculable: false, orient: "horizontal", right: 0, top: 0, itemHeight: 120, itemWidth: 10,
        inRange: { color: isMore ? [colour("line"), colour("accent")] : [colour("accent"), colour("line")] }, text: isMore ? ["better", "worse"] : ["worse", "better"], textStyle: { color: colour("quiet") }, formatter: objective,
      },
      parallel: { left: 24, right: Math.max(60, wide / 2), top: 64, bottom: 24 },
      parallelAxis: few.map((axis, dim) => {
        const bounds = axis.type === "value" ? around(lines.map(axis.of)) : axis.type === "log" ? { min: Math.min(...lines.map(axis.of)) / 1.1, max: Math.max(...lines.map(axis.of)) * 1.1 } : {};
        return {
          dim, name: axis.name, type: axis.type, ...axis.data ? { data: axis.data } : bounds,
          nameTextStyle: { color: colour("text"), align: dim === 0 ? "left" : "center" }, nameTruncate: { maxWidth: wide - 8 },
          axisLine: { lineStyle: { color: colour("coin") } }, axisTick: { lineStyle: { color: colour("coin") } },
          axisLabel: { ...inner, showMinLabel: axis.type === "category" ? null : false, showMaxLabel: axis.type === "category" ? null : false, formatter: axis.type === "category" ? undefined : dim === few.length - 1 ? objective : plain, width: wide - 16, overflow: "truncate", textBorderColor: colour("panel"), textBorderWidth: 4 },
          z: 10,
        };
      }),
      series: [{
        type: "parallel", smooth: false,
        lineStyle: { width: 1.5, opacity: 0.7 },
        emphasis: { lineStyle: { width: 3, opacity: 1 } },
        data: lines.map(trial => ({
          value: few.map(axis => axis.of(trial)), tip: aboutTrial(trial),
          ...trial.number === report.chosenTrial ? { lineStyle: { width: 3.5, opacity: 1 } } : {},
        })),
      }],
    };
  });

  const slices = (search?.settings ?? []).filter(setting => setting.isNumber).map(setting => ({ ...setting, trials: completed.filter(trial => trial.learner === setting.learner) }))
    .filter(slice => slice.trials.length >= 3 && new Set(slice.trials.map(trial => trial.settingValues[slice.setting])).size > 1);
  const short = value => value.toLocaleString("en-US", { maximumSignificantDigits: 3, notation: value !== 0 && (Math.abs(value) < 0.001 || Math.abs(value) >= 1e5) ? "scientific" : "standard" });
  const perRow = width => Math.max(1, Math.floor(width / 250));
  const sliceHeight = 190;
  chart("slices-chart", (isNarrow, width) => {
    const columns = Math.min(perRow(width), slices.length);
    const cell = width / columns;
    const bounds = around(slices.flatMap(slice => slice.trials.map(trial => trial.objective)));
    const each = make => slices.map((slice, i) => make(slice, i, i % columns, Math.floor(i / columns)));
    const room = 52;
    return {
      ...frame(isNarrow),
      legend: { show: false },
      title: each((slice, i, column, row) => ({ text: `${slice.learner}.${slice.setting}`, left: column * cell + room, top: row * sliceHeight, textStyle: { fontSize: 13, fontWeight: 600, color: colour("text") } })),
      grid: each((slice, i, column, row) => ({ left: column * cell + room, width: cell - room - 16, top: row * sliceHeight + 26, height: sliceHeight - 66 })),
      xAxis: each((slice, i) => {
        const values = slice.trials.map(trial => trial.settingValues[slice.setting]);
        const isLog = slice.isLog && spansDecades(values);
        return axis("", undefined, {
          gridIndex: i, type: isLog ? "log" : "value", splitNumber: 3, splitLine: { show: false },
          ...isLog ? { min: Math.min(...values) / 1.15, max: Math.max(...values) * 1.15 } : around(values),
          axisLabel: { ...inner, formatter: short },
        });
      }),
      yAxis: each((slice, i) => ({ ...upright("", objective, { ...bounds, gridIndex: i, splitNumber: 3 }), axisLabel: { ...inner, formatter: objective } })),
      series: each((slice, i) => ({
        type: "scatter", xAxisIndex: i, yAxisIndex: i, symbolSize: 8, symbol: learnerSymbol(slice.learner), color: learnerColour(slice.learner),
        data: slice.trials.map(trial => ({ value: [trial.settingValues[slice.setting], trial.objective], tip: aboutTrial(trial), ...trial.number === report.chosenTrial ? { itemStyle: { borderColor: colour("text"), borderWidth: 2 }, symbolSize: 11 } : {} })),
      })),
    };
  }, width => sliceHeight * Math.ceil(slices.length / perRow(width)));

  const redraw = size => charts.forEach(draw => draw(size));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => redraw());
  addEventListener("resize", () => redraw());
  // Fits between the margins of A4 and of US letter.
  const page = { width: 680, height: 320 };
  addEventListener("beforeprint", () => {
    document.documentElement.dataset.theme = "light";
    redraw(page);
  });
  addEventListener("afterprint", () => {
    delete document.documentElement.dataset.theme;
    redraw();
  });
})();
