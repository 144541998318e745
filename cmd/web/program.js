'use strict';
/* The program: a worker for each run. */

async function unpack(id) {
  const bytes = Uint8Array.from(atob($(id).textContent), (c) => c.charCodeAt(0));
  $(id).remove();
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer();
}

const program = {};

async function prepare() {
  const code = await unpack('program');
  program.url = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
  program.trusted = new Uint8Array(await unpack('trusted'));
  program.module = await WebAssembly.compile(await unpack('wasm'));
  program.next = ready();
}

/* A worker that waits for its one run. */
function ready() {
  const worker = new Worker(program.url);
  worker.postMessage({ module: program.module, trusted: program.trusted });
  return worker;
}

/* What ends the runs that are under way, without an answer. */
const stops = new Set();

/* One run: a worker of its own, which ends with it. Files are { path, bytes }; answers { code, out, err, files }, or fails with null when stopped. */
function run(args, files) {
  return new Promise((done, failed) => {
    const worker = program.next || ready();
    program.next = null;
    const stop = () => end(failed, null);
    const end = (settle, value) => {
      worker.terminate();
      stops.delete(stop);
      program.next = program.next || ready();
      settle(value);
    };
    stops.add(stop);
    worker.onmessage = ({ data }) => end(done, data);
    worker.onerror = (e) => {
      e.preventDefault();
      end(failed, new Error(e.message));
    };
    worker.postMessage({ arguments: args, files }, files.filter((file) => file.secret).map((file) => file.bytes.buffer));
  });
}

async function runJson(args, files) {
  const answer = await run([args[0], '--format', 'json', ...args.slice(1)], files);
  try {
    answer.json = JSON.parse(answer.out);
  } catch {
    answer.json = null;
  }
  return answer;
}

/* A browser compiles what it runs for the first time only then: a certificate of the page's own is looked at before anybody waits for one. */
function rehearse() {
  const all = new TextDecoder().decode(program.trusted), end = '-----END CERTIFICATE-----\n';
  return run(['inspect', '--', 'ca.pem'], [{ path: 'ca.pem', bytes: new TextEncoder().encode(all.slice(0, all.indexOf(end) + end.length)) }]);
}
