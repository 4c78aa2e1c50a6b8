// Drives autobeat within its own process, as its CLI and its MCP server do, without what stands before it (a start of node,
// JSON-RPC): the best that a client of it can see. autobeat-driver.mjs PACKAGE: a line on stdin is a measurement, a line on
// stdout its figures, a JSON array.
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import path from 'node:path';

const root = process.argv[2];
const load = (file) => import(pathToFileURL(path.join(root, 'dist', file)).href);
const { bootstrap } = await load('bootstrap.js');
const { TestResourceMonitor } = await load('implementations/resource-monitor.js');

// Its own stand-in for the readings: on two cores the real ones allow a start every second, whatever is set.
const monitor = new TestResourceMonitor();
const value = (result) => {
  if (!result.ok) throw result.error;
  return result.value;
};
const container = value(await bootstrap({ mode: 'run', resourceMonitor: monitor }));
const tasks = value(await container.resolve('taskManager'));
const events = value(container.get('eventBus'));

let left = 0;
let done = () => {};
const ended = async () => {
  if (--left === 0) done();
};
value(events.subscribe('TaskCompleted', ended));
value(events.subscribe('TaskFailed', ended));
const expect = (count) => {
  left = count;
  return new Promise((resolve) => (done = resolve));
};
const submit = async (request) => value(await tasks.delegate({ workingDirectory: process.cwd(), agent: 'claude', ...request }));

async function throughput(count, prompt) {
  const all = expect(count);
  const since = performance.now();
  await Promise.all(Array.from({ length: count }, () => submit({ prompt })));
  await all;
  return [performance.now() - since];
}

async function chain(count, prompt) {
  const all = expect(count);
  monitor.setCanSpawn(false); // all are stored before the first one starts
  let previous;
  for (let i = 0; i < count; i++) previous = await submit({ prompt, dependsOn: previous && [previous.id] });
  monitor.setCanSpawn(true);
  const since = performance.now();
  await all;
  return [performance.now() - since];
}

async function submitEach(count, prompt) {
  const all = expect(count);
  monitor.setCanSpawn(false); // nothing is started meanwhile
  const took = [];
  for (let i = 0; i < count; i++) {
    const since = performance.now();
    await submit({ prompt });
    took.push(performance.now() - since);
  }
  monitor.setCanSpawn(true);
  await all;
  return took;
}

const measurements = { throughput, chain, submit: submitEach };
console.log('ready');
for await (const line of createInterface({ input: process.stdin })) {
  const [name, count, ...prompt] = line.split(' ');
  console.log(JSON.stringify(await measurements[name](Number(count), prompt.join(' '))));
}
process.exit(0);
