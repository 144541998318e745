'use strict';
/* What reading a page of many rows takes, in medians: until the frame after an act is done (wall clock, with the wait for that frame),
 * and of the page's main thread alone (all its tasks; style and layout of them), which other programs disturb less: node speed.js FOLDER. */
const childProcess = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');
const { chromium } = require('playwright-core');
const REPEATS = 9;
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

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
  await page.goto(url);
  await page.waitForSelector('html:not([aria-busy])');
  return { page, spent };
}

/* A browser that nobody watches, as people have it: one that is watched keeps the whole page and decodes it a second time before it
 * paints. Its address is in its profile. */
async function alone() {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'browser-'));
  const browser = childProcess.spawn('/usr/bin/chromium', ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync', '--remote-debugging-port=0',
    '--window-size=1280,900', `--user-data-dir=${profile}`, 'about:blank'], { stdio: 'ignore' });
  const ended = new Promise((done) => browser.on('exit', done));
  const file = path.join(profile, 'DevToolsActivePort');
  while (browser.exitCode === null && !fs.existsSync(file))
    await sleep(50);
  await sleep(500);
  return { address: `http://127.0.0.1:${fs.readFileSync(file, 'utf8').split('\n')[0]}`, stop: async () => {
    browser.kill();
    await ended;
    fs.rmSync(profile, { recursive: true, force: true });
  } };
}

/* Opened, left alone, and asked for its times only then. */
async function visit(address, url) {
  const tab = await (await fetch(`${address}/json/new?${url}`, { method: 'PUT' })).json();
  await sleep(1000);
  const browser = await chromium.connectOverCDP(address);
  const page = browser.contexts()[0].pages().find((one) => one.url() === url);
  const paint = await page.evaluate(() => new Promise((done) => {
    const look = (list) => list.getEntriesByName('first-contentful-paint').forEach((one) => done(one.startTime));
    new PerformanceObserver(look).observe({ type: 'paint', buffered: true });
  }));
  const loaded = await page.evaluate(() => performance.getEntriesByType('navigation')[0].duration);
  await browser.close();
  await fetch(`${address}/json/close/${tab.id}`);
  return { paint, loaded };
}

/* `pages`: urls by name; those beside the one of interest show what the browser itself takes. */
async function firstPaints(pages) {
  const { address, stop } = await alone();
  const all = Object.fromEntries(Object.keys(pages).map((name) => [name, []]));
  for (let i = 0; i < REPEATS; i++)
    for (const [name, url] of Object.entries(pages))
      all[name].push(await visit(address, url));
  await stop();
  for (const [name, times] of Object.entries(all)) {
    const { paint, loaded } = medians(times);
    console.log(`  ${name}: first paint ${paint}, loaded ${loaded}`);
  }
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
  for (const [at, name] of names.entries()) {
    const { wall, thread, layout } = medians(all[at]);
    console.log(`  ${name}: next frame done after ${wall}, main thread ${thread} (style and layout ${layout})`);
  }
}

async function main(folder) {
  const url = (page) => 'file://' + path.join(folder, page + '.html');
  fs.writeFileSync(path.join(folder, 'hello.html'), '<!doctype html><title>Hello</title><p>Hello</p>');
  console.log(`1,000 bundles, ${(fs.statSync(path.join(folder, 'many.html')).size / 1048576).toFixed(1)} MiB; medians of ${REPEATS}, ms:`);
  await firstPaints({ 'a thousand': url('many'), 'a dozen': url('report'), none: url('empty'), 'a page of one word': url('hello') });
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
  await acts(await browser.newContext({ viewport: { width: 1280, height: 900 } }), url('many'));
  await browser.close();
}
main(process.argv[2]);
