'use strict';
/* The program as WebAssembly answers as the native one does, to the byte: node same.js NATIVE PACKAGE MADE TESTS. Both are run in copies of
 * the same folder, over the rules' fixtures and the hostile files; standard output, standard error, exit code and written files are compared. */
const fs = require('fs');
const os = require('os');
const path = require('path');
const { spawnSync } = require('child_process');

const [native, program, made, tests] = process.argv.slice(2);
const at = ['--at', '2026-11-20T08:00:00Z'];
const env = { PATH: process.env.PATH, TZ: 'America/New_York', NO_COLOR: '1', LC_ALL: 'C.UTF-8' };
let failures = 0, compared = 0;

function filesIn(folder, prefix = '') {
  return fs.readdirSync(folder, { withFileTypes: true }).sort((a, b) => a.name < b.name ? -1 : 1).flatMap((entry) =>
    entry.isDirectory() ? filesIn(path.join(folder, entry.name), prefix + entry.name + '/') : entry.isFile() ? [prefix + entry.name] : []);
}

function one(command, args, from) {
  const work = fs.mkdtempSync(path.join(os.tmpdir(), 'same-'));
  fs.cpSync(from, work, { recursive: true });
  fs.copyFileSync(path.join(tests, 'support/inventory.xml'), path.join(work, 'inventory.xml'));
  const before = new Set(filesIn(work));
  const { stdout, stderr, status, signal } = spawnSync(command[0], [...command.slice(1), ...args], { cwd: work, env, stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 28 });
  const answer = { exit: signal || status, stdout: stdout.toString('latin1'), stderr: stderr.toString('latin1') };
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

function same(args, from) {
  compared++;
  const one1 = one([native], args, from), two = one([process.execPath, path.join(program, 'certcase.js')], args, from);
  for (const part of new Set([...Object.keys(one1), ...Object.keys(two)])) {
    const a = String(one1[part]), b = String(two[part]);
    if (a === b)
      continue;
    failures++;
    console.log(`FAIL ${path.basename(from)}: certcase ${args.slice(0, 6).join(' ')} ...: ${part}: ${difference(a, b)}`);
  }
  return one1;
}

const rules = path.join(made, 'rules');
for (const rule of fs.readdirSync(rules, { withFileTypes: true })) {
  const folder = path.join(rules, rule.name);
  const files = rule.isDirectory() ? filesIn(folder) : [];
  if (files.length === 0)
    continue;
  same(['inspect', '--format', 'json', ...at, ...files.map((file) => './' + file)], folder);
  if (files.some((file) => file.endsWith('.zip')))
    same(['audit', '--format', 'json', ...at, '.'], folder);
}
for (const kind of fs.readdirSync(path.join(made, 'hostile'))) {
  const folder = path.join(made, 'hostile', kind);
  same(['inspect', ...at, ...filesIn(folder).map((file) => './' + file)], folder);
  same(['audit', '--format', 'json', ...at, ...filesIn(folder).map((file) => './' + file)], folder);
}
const requests = path.join(tests, 'hostile/requests');
for (const file of filesIn(requests)) {
  same(['batch', './' + file, '--environments', 'inventory.xml', ...at, '--dry-run'], requests);
  same(['environments', './' + file], requests);
}
/* Bundles and PFX files that are written have chance in them alone where a key is encrypted. */
const samples = path.join(tests, 'support/samples');
const client = ['partner-client-3des.pfx', '--password-file', 'password.txt'];
const environments = ['--environments', 'inventory.xml', '-e', 'Production', '-e', 'Datacentre', ...at, '--no-input', '-o', 'out'];
const bundles = same(['build', ...client, ...environments], samples);
if (!Object.keys(bundles).some((name) => name.endsWith('.zip')))
  failures += console.log('FAIL no bundle was written') || 1;
same(['build', 'partner-root.cer', ...environments, '--needed-by', '2038-02-10'], samples);
same(['convert', 'partner-chain.pem', '-o', 'out/', ...at], samples);
console.log(`${compared} runs compared, ${failures} differ`);
process.exit(failures === 0 && compared > 150 ? 0 : 1);
