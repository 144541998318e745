#!/bin/sh
# Prints what the page takes in headless Chromium, as its user sees it: until it is ready, for a file's answer (a second later: while the
# browser still compiles it takes some 20 ms more), for a request, for the audit of BUNDLES bundles (default 100). Medians over RUNS; never part of a pass or fail. PAGE names the page (default: what sh cmd/web/build wrote),
# PROGRAM a native one that makes the bundles.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
program=${PROGRAM:-$root/.build/release/certcase}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$root"/tests/browser/package.json "$root"/tests/browser/package-lock.json "$work"
(cd "$work" && npm ci --silent --no-audit --no-fund --ignore-scripts)
bundle=1
while [ $bundle -le "${BUNDLES:-100}" ]; do
    "$program" build "$root/tests/support/samples/partner-root.cer" -e "Production$bundle=acme.outsystemsenterprise.com" --id "bench-$bundle" --no-input -q -o "$work/bundles" >"$work/log" ||
        { cat "$work/log"; exit 1; }
    bundle=$((bundle + 1))
done
cat >"$work/page.js" <<'JS'
const fs = require('fs');
const { chromium } = require('playwright-core');
const [page, samples, bundles, runs] = process.argv.slice(2);
const times = { ready: [], inspect: [], build: [], audit: [] };
/* From the files being there to the answer being shown, by the page's own clock. */
const timed = (tab, part, files) => tab.locator(`#${part} input[type=file]`).first().setInputFiles(files).then(() => tab.waitForFunction(() => window.took)).then(() => tab.evaluate(() => window.took));
async function watch(tab, part) {
  await tab.evaluate((name) => {
    location.hash = name;
    window.took = 0;
    let began = 0;
    new MutationObserver(() => {
      began = began || performance.now();
    }).observe(document.querySelector(`#${name} .files`), { childList: true });
    new MutationObserver((all, self) => {
      if (!began || !document.querySelector(`#${name}-answer .card`))
        return;
      window.took = performance.now() - began;
      self.disconnect();
    }).observe(document.getElementById(name + '-answer'), { childList: true });
  }, part);
}
(async () => {
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
  for (let i = 0; i < runs; i++) {
    const tab = await (await browser.newContext()).newPage();
    await tab.addInitScript(() => addEventListener('DOMContentLoaded', () => new MutationObserver((all, self) => {
      window.readyAt = performance.now();
      self.disconnect();
    }).observe(document.getElementById('main'), { attributes: true, attributeFilter: ['hidden'] })));
    await tab.goto('file://' + page);
    await tab.waitForFunction(() => document.querySelector('#ask-rows .row'));
    times.ready.push(await tab.evaluate(() => window.readyAt));
    await watch(tab, 'what');
    await tab.waitForTimeout(1000); // nobody finds his file sooner
    times.inspect.push(await timed(tab, 'what', [samples + '/partner-server.cer']));
    await tab.locator('#ask-rows input').nth(0).evaluate((input) => {
      input.value = 'Production';
    });
    await tab.locator('#ask-rows input').nth(1).evaluate((input) => {
      input.value = 'acme.outsystemsenterprise.com';
    });
    await watch(tab, 'ask');
    times.build.push(await timed(tab, 'ask', [samples + '/partner-root.cer']));
    await watch(tab, 'check');
    times.audit.push(await timed(tab, 'check', fs.readdirSync(bundles).map((name) => bundles + '/' + name)));
    await tab.close();
  }
  await browser.close();
  const wanted = { ready: 1500, inspect: 50, build: 500, audit: 3000 };
  for (const [name, all] of Object.entries(times))
    console.log(`${name.padEnd(8)} ${all.sort((a, b) => a - b)[Math.floor(all.length / 2)].toFixed(0).padStart(6)} ms  (at most ${wanted[name]} wanted)`);
})();
JS
node "$work/page.js" "${PAGE:-$root/.build/web/certcase.html}" "$root/tests/support/samples" "$work/bundles" "${RUNS:-5}"
