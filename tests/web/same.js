'use strict';
/* The program as WebAssembly answers as the native one does, to the byte: node same.js NATIVE PACKAGE MADE TESTS. Both are run in copies of
 * the same folder, over the rules' fixtures and the hostile files; standard output, standard error, exit code and written files are compared. */
const fs = require('fs');
const os = require('os');
const path = require('path');
const { spawn } = require('child_process');

const [native, program, made, tests] = process.argv.slice(2);
const at = ['--at', '2026-11-20T08:00:00Z'];
const env = { PATH: process.env.PATH, TZ: 'America/New_York', NO_COLOR: '1', LC_ALL: 'C.UTF-8' };
let failures = 0, compared = 0;

function filesIn(folder, prefix = '') {
  return fs.readdirSync(folder, { withFileTypes: true }).sort((a, b) => a.name < b.name ? -1 : 1).flatMap((entry) =>
    entry.isDirectory() ? filesIn(path.join(folder, entry.name), prefix + entry.name + '/') : entry.isFile() ? [prefix + entry.name] : []);
}

async function one(command, args, from, more) {
  const work = fs.mkdtempSync(path.join(os.tmpdir(), 'same-'));
  fs.cpSync(from, work, { recursive: true });
  fs.copyFileSync(path.join(tests, 'support/inventory.xml'), path.join(work, 'inventory.xml'));
  const before = new Set(filesIn(work));
  const child = spawn(command[0], [...command.slice(1), ...args], { cwd: work, env: { ...env, ...more }, stdio: ['ignore', 'pipe', 'pipe'] });
  const answer = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'])
    child[stream].setEncoding('latin1').on('data', (text) => {
      answer[stream] += text;
    });
  answer.exit = await new Promise((done) => child.on('close', (status, signal) => done(signal || status)));
  for (const file of filesIn(work).filter((name) => !before.has(name)))
    answer[file] = fs.readFileSync(path.join(work, file), 'latin1');
  fs.rmSync(work, { recursive: true });
  return answer;
}

function difference(a, b) {
  let i = 0;
  while (i < a.length && a[i] === b[i])
    i++;
  return JSON.stringify(a.slice(Math.max(0, i - 80), i + 80)) + ' and ' + JSON.stringify(b.slice(Math.max(0, i - 80), i + 80));
}

/* As many at a time as there are processors; what was asked last is waited for. */
const running = new Set();
async function same(args, from, more) {
  while (running.size >= os.cpus().length)
    await Promise.race(running);
  const answer = compare(args, from, more);
  running.add(answer);
  answer.finally(() => running.delete(answer));
  return { answer };
}

async function compare(args, from, more) {
  compared++;
  const one1 = await one([native], args, from), two = await one([process.execPath, path.join(program, 'certcase.js')], args, from, more);
  for (const part of new Set([...Object.keys(one1), ...Object.keys(two)])) {
    const a = String(one1[part]), b = String(two[part]);
    if (a === b)
      continue;
    failures++;
    console.log(`FAIL ${path.basename(from)}: certcase ${args.slice(0, 6).join(' ')} ...: ${part}: ${difference(a, b)}`);
  }
  if (args.includes('json'))
    namesOptions(JSON.parse(two.stdout));
  return one1;
}

/* A hint that names an option says so beside it, for whoever has no command line. */
function namesOptions(json) {
  for (const finding of [...json.files || [], ...json.bundles || []].flatMap((item) => item.findings)) {
    const named = finding.hint.replace(/"[^"]*"/g, '').match(/(^|[ (`])(--[a-z][a-z-]*|-e|certcase (audit|convert|inspect))\b/);
    if (!named || finding.option && finding.hint.includes(finding.option))
      continue;
    failures++;
    console.log(`FAIL ${finding.id}: the hint names ${named[2]}, and the option is ${finding.option}`);
  }
}

(async () => {
  const rules = path.join(made, 'rules');
  for (const rule of fs.readdirSync(rules, { withFileTypes: true })) {
    const folder = path.join(rules, rule.name);
    const files = rule.isDirectory() ? filesIn(folder) : [];
    if (files.length === 0)
      continue;
    await same(['inspect', '--format', 'json', ...at, ...files.map((file) => './' + file)], folder);
    if (files.some((file) => file.endsWith('.zip')))
      await same(['audit', '--format', 'json', ...at, '.'], folder);
  }
  for (const kind of fs.readdirSync(path.join(made, 'hostile'))) {
    const folder = path.join(made, 'hostile', kind);
    await same(['inspect', ...at, ...filesIn(folder).map((file) => './' + file)], folder);
    await same(['audit', '--format', 'json', ...at, ...filesIn(folder).map((file) => './' + file)], folder);
  }
  const requests = path.join(tests, 'hostile/requests');
  for (const file of filesIn(requests)) {
    await same(['batch', './' + file, '--environments', 'inventory.xml', ...at, '--dry-run'], requests);
    await same(['environments', './' + file], requests);
  }
  /* Bundles and PFX files that are written have chance in them alone where a key is encrypted. */
  const samples = path.join(tests, 'support/samples');
  const client = ['partner-client-3des.pfx', '--password-file', 'password.txt'];
  const environments = ['--environments', 'inventory.xml', '-e', 'Production', '-e', 'Datacentre', ...at, '--no-input', '-o', 'out'];
  const bundles = await same(['build', ...client, ...environments], samples);
  if (!Object.keys(await bundles.answer).some((name) => name.endsWith('.zip')))
    failures += console.log('FAIL no bundle was written') || 1;
  await same(['build', 'partner-root.cer', ...environments, '--needed-by', '2038-02-10'], samples);
  await same(['convert', 'partner-chain.pem', '-o', 'out/', ...at], samples);
  /* Where the system has no list of public CAs, the package's own answers. */
  const cas = fs.mkdtempSync(path.join(os.tmpdir(), 'public-'));
  fs.writeFileSync(path.join(cas, 'public.cer'), fs.readFileSync(path.join(program, 'public-cas.pem'), 'utf8').match(/-----BEGIN[^]*?-----END CERTIFICATE-----\n/)[0]);
  const elsewhere = await (await same(['inspect', '--format', 'json', ...at, 'public.cer'], cas, { NODE_OPTIONS: `--require "${path.join(tests, 'web/no-public-cas.js')}"` })).answer;
  if (!JSON.parse(elsewhere.stdout).files[0].certificates[0].publiclyTrusted)
    failures += console.log('FAIL a public CA is not known') || 1;
  await Promise.all(running);
  fs.rmSync(cas, { recursive: true });
  console.log(`${compared} runs compared, ${failures} differ`);
  process.exit(failures === 0 && compared > 150 ? 0 : 1);
})();
