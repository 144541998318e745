'use strict';
/* Files that were dropped, chosen or pasted. */

const drops = {}, largest = 64 << 20;

async function walkEntry(entry, prefix, found) {
  if (entry.isFile) {
    found.push({ file: await new Promise((done, failed) => entry.file(done, failed)), path: prefix + entry.name });
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    const some = await new Promise((done, failed) => reader.readEntries(done, failed));
    if (some.length === 0)
      return;
    for (const inside of some)
      await walkEntry(inside, prefix + entry.name + '/', found);
  }
}

async function walkHandle(handle, prefix, found) {
  if (handle.kind === 'file')
    found.push({ file: await handle.getFile(), path: prefix + handle.name });
  else
    for await (const inside of handle.values())
      await walkHandle(inside, prefix + handle.name + '/', found);
}

/* All files below what was dropped, folders opened. Chromium reads no entries in a page from file://, Firefox knows no handles. */
async function filesOf(transfer) {
  const dropped = [...transfer.items].filter((item) => item.kind === 'file').map((item) =>
    ({ entry: item.webkitGetAsEntry(), handle: item.getAsFileSystemHandle && item.getAsFileSystemHandle().catch(() => null), file: item.getAsFile() }));
  const found = [];
  for (const { entry, handle, file } of dropped) {
    if (!entry || entry.isFile) {
      found.push({ file, path: file.name });
      continue;
    }
    const opened = handle && await handle;
    await (opened ? walkHandle(opened, '', found) : walkEntry(entry, '', found)).catch(() => found.push({ path: entry.name }));
  }
  return found;
}

class Drop {
  constructor(place) {
    this.files = [];
    this.changed = () => {};
    this.single = place.dataset.single !== undefined;
    this.pastes = place.dataset.paste !== undefined;
    this.list = make('ul', { class: 'files' });
    this.clear = make('button', { type: 'button', class: 'quiet', hidden: true, click: () => this.set([]) }, texts.removeAll);
    this.trouble = make('p', { class: 'trouble', role: 'alert' });
    const picker = (label, folder) => {
      const input = make('input', { type: 'file', hidden: true, multiple: !this.single, webkitdirectory: folder });
      input.addEventListener('change', async () => {
        await this.take([...input.files].map((file) => ({ file, path: file.webkitRelativePath || file.name })));
        input.value = '';
      });
      return [make('button', { type: 'button', class: folder || this.single ? '' : 'primary', click: () => input.click() }, label), input];
    };
    place.append(make('div', { class: 'zone' }, picker(texts.choose, false), place.dataset.folder !== undefined && picker(texts.chooseFolder, true), make('span', {}, texts.dropHere)));
    if (this.pastes)
      place.append(this.pasting());
    place.append(this.trouble, this.list, this.clear);
    place.addEventListener('dragover', (e) => {
      e.preventDefault();
      place.classList.add('over');
    });
    place.addEventListener('dragleave', () => place.classList.remove('over'));
    place.addEventListener('drop', (e) => {
      place.classList.remove('over');
      this.dropped(e);
    });
    drops[place.dataset.name] = this;
  }

  async dropped(e) {
    e.preventDefault();
    const text = e.dataTransfer.getData('text/plain'), files = await filesOf(e.dataTransfer);
    if (files.length === 0 && this.pastes && text.trim() !== '')
      this.pasted(text);
    else
      await this.take(files);
  }

  /* What can't be read (gone meanwhile, a folder that the browser doesn't open) or is far too large is named, the rest taken. */
  async take(files) {
    const turn = this.turn = (this.turn || 0) + 1;
    const read = await Promise.allSettled(files.map(async ({ file, path }) => ({ path, bytes: new Uint8Array(await (file.size > largest ? Promise.reject(path) : file.arrayBuffer())) })));
    if (this.single && turn !== this.turn)
      return;
    const unread = files.filter((file, at) => read[at].status === 'rejected').map((file) => file.path);
    this.trouble.textContent = files.length === 0 ? texts.noFile : unread.length ? say(texts.unreadable, { names: unread.join(', ') }) : '';
    if (unread.length < files.length)
      this.add(read.map((item) => item.value).filter(Boolean));
  }

  pasted(text) {
    let path = 'pasted.pem';
    for (let n = 2; this.paths.includes(path); n++)
      path = `pasted-${n}.pem`;
    this.add([{ path, bytes: new TextEncoder().encode(text) }]);
  }

  pasting() {
    const area = make('textarea', { spellcheck: 'false' });
    const add = () => {
      if (area.value.trim() === '')
        return;
      this.pasted(area.value);
      area.value = '';
    };
    return make('details', {}, make('summary', {}, texts.paste), make('label', {}, texts.pasteLabel, area),
      make('div', { class: 'buttons' }, make('button', { type: 'button', click: add }, texts.pasteAdd)));
  }

  /* A path is what the program calls the file: no two are the same, none begins like an option or leaves the folder. */
  add(files) {
    if (this.single)
      this.files = [];
    for (const file of files) {
      const path = file.path.split('/').filter((part) => part !== '' && part !== '.' && part !== '..').join('/').replace(/^-+/, '');
      this.files = this.files.filter((old) => old.path !== path);
      this.files.push({ path: path || 'file', bytes: file.bytes });
    }
    this.show();
    this.changed();
  }

  set(files) {
    this.trouble.textContent = '';
    this.files = [...files];
    this.show();
    this.changed();
  }

  show() {
    const most = 12;
    this.list.replaceChildren(...this.files.slice(0, most).map((file) => make('li', {}, file.path, make('button', { type: 'button', 'aria-label': say(texts.remove, { name: file.path }),
      click: () => this.set(this.files.filter((other) => other !== file)) }, '×'))), ...this.files.length > most ? [make('li', {}, '+ ' + (this.files.length - most) + '\u00a0\u00a0')] : []);
    this.clear.hidden = this.files.length < 2;
  }

  get paths() {
    return this.files.map((file) => file.path);
  }
}
