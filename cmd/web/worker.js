'use strict';
/* One run of the program in memory: gets { module, trusted }, then { arguments, files }; answers { code, out, err, files }. The worker
 * ends with the run; before, what it knew of secrets is overwritten: their files, and all of the program's memory. */
/* global loadCertcase */
const here = '/here';

function write(FS, path, bytes) {
  FS.mkdirTree(path.slice(0, path.lastIndexOf('/')));
  FS.writeFile(path, bytes);
}

/* What stands below a folder: paths from it to bytes. */
function read(FS, folder, prefix, found) {
  for (const name of FS.readdir(folder)) {
    if (name === '.' || name === '..')
      continue;
    const path = folder + '/' + name;
    if (FS.isDir(FS.stat(path).mode))
      read(FS, path, prefix + name + '/', found);
    else
      found[prefix + name] = FS.readFile(path);
  }
  return found;
}

let code = 70;

/* The program in its own memory, not yet begun, so that a run has nothing to wait for. */
async function prepare({ module, trusted }) {
  const program = await loadCertcase({
    thisProgram: 'certcase',
    quit: (status) => {
      code = status;
    },
    preRun: [(own) => Object.assign(own.ENV, { NO_COLOR: '1' })],
    instantiateWasm: (imports, done) => {
      WebAssembly.instantiate(module, imports).then(done);
      return {};
    },
  });
  write(program.FS, '/etc/ssl/certs/ca-certificates.crt', trusted);
  return program;
}

let prepared;
async function take(job) {
  if (job.module) {
    prepared = prepare(job);
    return;
  }
  const program = await prepared;
  const FS = program.FS;
  for (const file of job.files)
    write(FS, here + '/' + file.path, file.bytes);
  FS.mkdirTree(here);
  FS.chdir(here);
  for (const [number, name] of ['/dev/null', '/out', '/err'].entries()) {
    FS.close(FS.streams[number]);
    FS.open(name, number === 0 ? 'r' : 'w');
  }
  try {
    program.callMain(job.arguments);
  } catch (e) {
    if (!e || e.name !== 'ExitStatus')
      throw e;
    code = e.status;
  }
  for (const file of job.files) {
    if (file.secret) {
      FS.lookupPath(here + '/' + file.path).node.contents.fill(0);
      file.bytes.fill(0);
    }
    FS.unlink(here + '/' + file.path);
  }
  if (job.files.some((file) => file.secret))
    program.HEAPU8.fill(0);
  postMessage({ code, out: FS.readFile('/out', { encoding: 'utf8' }), err: FS.readFile('/err', { encoding: 'utf8' }), files: read(FS, here, '', {}) });
  close();
}

/* What a promise throws the page would not hear of. */
onmessage = ({ data }) => take(data).catch((e) => setTimeout(() => {
  throw e;
}));
