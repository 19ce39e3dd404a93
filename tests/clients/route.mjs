// Routes texts with a bundle, the way any JavaScript application can:
//
//   node route.mjs BUNDLE TEXTS.json [OPERATING_POINT]
//
// TEXTS.json is an array of strings. Prints [{"model": …, "scores": […]}, …], one entry per text.
// To be sure that the bundle is whole, run `sha256sum -c SHA256SUMS` in its folder first.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";

const [bundle, textsFile, wanted] = process.argv.slice(2);
const json = async (path) => JSON.parse(await readFile(path, "utf8"));

const { formatVersion, task, graph } = await json(join(bundle, "bundle.json"));
const { models } = await json(join(bundle, "labels.json"));
const policy = await json(join(bundle, "policy.json"));
if (formatVersion.split(".")[0] !== "2") throw new Error(`${bundle} has format version ${formatVersion}; this client reads 2`);
if (graph.inputs.join() !== "text") throw new Error(`${bundle} routes by ${graph.inputs.join(", ")}; this client gives it texts only`);

const name = wanted ?? policy.default;
const point = policy.operatingPoints.find((candidate) => candidate.name === name);
if (!point) throw new Error(`${bundle} has no operating point '${name}'`);

// All preprocessing is inside the graph: it takes the text as it is. Only U+0000 must go, because strings reach ONNX Runtime zero-terminated.
const session = await InferenceSession.create(join(bundle, graph.file), { intraOpNumThreads: 1 });
async function score(texts) {
  if (texts.length === 0) return [];
  const input = new Tensor("string", texts.map((text) => text.replaceAll("\0", "")), [texts.length]);
  const { data } = (await session.run({ text: input }))[graph.output];
  return texts.map((_, i) => [...data.subarray(i * graph.scoresPerQuery, (i + 1) * graph.scoresPerQuery)]);
}

// A pair: the strong model (1) if the score reaches the threshold, else the weak one (0).
// A pool: the largest score - usdTradeoff * cost; ties go to the cheaper model, then to the earlier one. Unknown costs (null) count as 0.
function decide(scores) {
  if (task === "pair") return scores[0] >= point.threshold ? 1 : 0;
  const cost = (m) => (models[m].expectedCostUsd ?? 0) * (scores[models.length + m] ?? 1);
  const value = (m) => scores[m] - point.usdTradeoff * cost(m);
  return models.reduce((best, _, m) => (value(m) > value(best) || (value(m) === value(best) && cost(m) < cost(best)) ? m : best), 0);
}

const answers = (await score(await json(textsFile))).map((scores) => ({ model: models[decide(scores)].id, scores }));
console.log(JSON.stringify(answers));
