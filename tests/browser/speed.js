'use strict';
/* What reading a page of many rows takes, in medians: until the frame after an act is done (wall clock, with the wait for that frame),
 * and of the page's main thread alone (all its tasks; style and layout of them), which other programs disturb less. Printed, never judged. */
const REPEATS = 9;

/* Of objects with the same keys: the median of each, as text. */
function medians(all) {
  const middle = (key) => all.map((one) => one[key]).sort((a, b) => a - b)[all.length >> 1].toFixed(0);
  return Object.fromEntries(Object.keys(all[0]).map((key) => [key, middle(key)]));
}

async function open(context, url) {
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  const spent = async () => {
    const all = Object.fromEntries((await devtools.send('Performance.getMetrics')).metrics.map((one) => [one.name, one.value * 1000]));
    return { thread: all.TaskDuration, layout: all.LayoutDuration + all.RecalcStyleDuration };
  };
  const before = await spent();
  await page.goto(url);
  return { page, spent, before };
}

async function firstPaint(context, url) {
  const all = [];
  for (let i = 0; i < REPEATS; i++) {
    const { page, spent, before } = await open(context, url);
    const paint = await page.evaluate(() => new Promise((done) => {
      const look = (list) => list.getEntriesByName('first-contentful-paint').forEach((one) => done(one.startTime));
      new PerformanceObserver(look).observe({ type: 'paint', buffered: true });
    }));
    const loaded = await page.evaluate(() => performance.getEntriesByType('navigation')[0].duration);
    all.push({ paint, loaded, thread: (await spent()).thread - before.thread });
    await page.close();
  }
  return medians(all);
}

/* In the page: what a person does, by name, in an order that ends where it began. */
function setUp() {
  const field = (id) => document.getElementById(id);
  const fill = (id, value) => () => {
    field(id).value = value;
    field(id).dispatchEvent(new Event('input', { bubbles: true }));
  };
  const click = (selector) => () => document.querySelector(selector).dispatchEvent(new MouseEvent('click', { bubbles: true }));
  const severity = () => document.querySelector('input[name=rank]').click();
  const acts = {
    nothing: () => {},
    search: fill('f-text', 'meridian'), 'all after it': fill('f-text', ''),
    severity, 'all after severity': severity,
    environment: fill('f-env', field('f-env').options[2].value), 'all after environment': fill('f-env', ''),
    date: fill('f-from', '2027-06-01'), 'all after date': fill('f-from', ''),
    bar: click('.bar'), 'all after bar': click('.bar'),
    sort: click('th[data-key=x] button'), 'sort the other way': click('th[data-key=x] button'), 'sort back': click('th[data-key=x] button'),
    'open all': click('#f-open'), 'close all': click('#f-open'),
  };
  window.act = (name) => new Promise((done) => {
    requestAnimationFrame(() => setTimeout(() => {
      const before = performance.now();
      acts[name]();
      requestAnimationFrame(() => setTimeout(() => done(performance.now() - before)));
    }));
  });
  return Object.keys(acts);
}

async function acts(context, url) {
  const { page, spent } = await open(context, url);
  const names = await page.evaluate(setUp);
  const all = names.map(() => []);
  for (let i = 0; i < REPEATS; i++)
    for (const [at, name] of names.entries()) {
      const before = await spent();
      const wall = await page.evaluate((which) => window.act(which), name);
      const after = await spent();
      all[at].push({ wall, thread: after.thread - before.thread, layout: after.layout - before.layout });
    }
  await page.close();
  return names.map((name, at) => ({ name, ...medians(all[at]) }));
}

/* `floor`: the page of no bundles, which shows what the browser itself takes. */
exports.report = async (context, url, floor) => {
  const [many, none] = [await firstPaint(context, url), await firstPaint(context, floor)];
  console.log(`medians of ${REPEATS}, ms:`);
  console.log(`  first paint ${many.paint}, loaded ${many.loaded}, main thread ${many.thread}`);
  console.log(`  without a bundle: first paint ${none.paint}, loaded ${none.loaded}, main thread ${none.thread}`);
  for (const { name, wall, thread, layout } of await acts(context, url))
    console.log(`  ${name}: next frame done after ${wall}, main thread ${thread} (style and layout ${layout})`);
};
