'use strict';
(async () => {
  const $ = (id) => document.getElementById(id);
  const root = document.documentElement;

  /* The headline is shown at once, all else when it is on the screen: to lay it out takes as long again. */
  root.classList.add('scripted', 'early');
  root.setAttribute('aria-busy', 'true');
  const painted = new Promise((done) => {
    new PerformanceObserver((list) => {
      if (list.getEntriesByName('first-contentful-paint').length)
        done();
    }).observe({ type: 'paint', buffered: true });
    /* Of a page that nobody looks at, and in browsers that keep it to themselves, it is never told. */
    addEventListener('load', () => setTimeout(done, 100));
  });
  const parsed = new Promise((done) => document.addEventListener('DOMContentLoaded', done));
  await painted;
  root.classList.remove('early');
  await parsed;

  const table = $('bundles').querySelector('table');
  const heads = [...table.querySelectorAll('thead th[data-key]')];
  const groups = [...table.tBodies];
  const groupSize = Math.max(...groups.map((group) => group.rows.length));
  const original = groups.flatMap((group) => [...group.rows]);
  const compare = new Intl.Collator('en', { numeric: true }).compare;
  const form = $('filters');
  const status = $('f-count');
  const bars = [...document.querySelectorAll('.bar')];

  /* What shows across bundles counts for the row it is about. */
  for (const item of document.querySelectorAll('#across .cards > li')) {
    const link = item.querySelector('h3 a');
    const row = link && $(link.hash.slice(1));
    if (!row)
      continue;
    row.dataset.w = Math.max(row.dataset.w, item.dataset.w);
    const more = document.createElement('a');
    more.href = '#' + item.id;
    more.textContent = 'More was found across bundles';
    row.querySelector('.body').prepend(more);
  }

  const items = original.map((row, index) => ({
    row, index, rank: +row.dataset.w, s: row.dataset.s, x: row.dataset.x, v: row.dataset.v,
    e: row.dataset.e.split('\n').filter(Boolean), name: row.cells[1].textContent,
    words: (row.cells[1].textContent + '\n' + row.dataset.e).toLowerCase(), shown: true,
  }));

  const environments = new Set(items.flatMap((item) => item.e));
  for (const name of [...environments].sort(compare))
    $('f-env').add(new Option(name, name));
  for (const box of form.elements.rank)
    box.nextElementSibling.textContent = items.filter((item) => item.rank === +box.value).length.toLocaleString('en');

  /* How high a group is, roughly, until the browser lays it out; and none takes room for nothing. */
  const fitGroups = () => {
    const shown = new Map(groups.map((group) => [group, 0]));
    for (const item of items)
      if (item.shown)
        shown.set(item.row.parentNode, shown.get(item.row.parentNode) + 1);
    for (const [group, n] of shown) {
      group.hidden = n === 0;
      group.style.setProperty('--rows', n);
    }
  };

  const number = (n) => n.toLocaleString('en');
  let said = '';
  const filter = () => {
    const words = $('f-text').value.toLowerCase().trim();
    const ranks = new Set([...form.elements.rank].filter((box) => box.checked).map((box) => +box.value));
    const environment = $('f-env').value;
    const [date, from, to] = [$('f-date').value, $('f-from').value, $('f-to').value];
    let n = 0;
    for (const item of items) {
      const day = item[date];
      const shown = ranks.has(item.rank) && (!environment || item.e.includes(environment)) && (!words || item.words.includes(words)) &&
        (!(from || to) || (day !== '' && (!from || day >= from) && (!to || day <= to)));
      n += shown;
      if (shown !== item.shown)
        item.row.classList.toggle('off', !(item.shown = shown));
    }
    fitGroups();
    $('nothing').hidden = n > 0 || items.length === 0;
    const text = n === items.length ? `All ${number(n)} bundles` : `${number(n)} of ${number(items.length)} bundles`;
    if (text !== said)
      status.textContent = said = text;
    for (const bar of bars)
      bar.setAttribute('aria-pressed', bar.dataset.date === date && Boolean(from || to) && bar.dataset.from === from && bar.dataset.to === to);
  };

  const keys = {
    v: (item) => item.v, n: (item) => item.name, w: (item) => item.rank, e: (item) => item.e.join(', '), s: (item) => item.s, x: (item) => item.x,
  };
  const sort = (head) => {
    const was = head.getAttribute('aria-sort');
    const next = was === 'none' ? 'ascending' : was === 'ascending' ? 'descending' : 'none';
    const key = keys[head.dataset.key];
    const sign = next === 'descending' ? -1 : 1;
    for (const other of heads)
      other.setAttribute('aria-sort', other === head ? next : 'none');
    const order = next === 'none' ? items : items.map((item) => [key(item), item]).sort(([a, one], [b, two]) =>
      (a === '') - (b === '') || sign * (typeof a === 'number' ? a - b : head.dataset.key === 'n' ? compare(a, b) : a < b ? -1 : +(a > b)) ||
      one.index - two.index).map(([, item]) => item);
    /* One by one: each is taken out and put in once, where append(...rows) would do both twice. */
    order.forEach((item, index) => groups[Math.floor(index / groupSize)].append(item.row));
    fitGroups();
    const label = head.textContent.toLowerCase();
    status.textContent = said = next === 'none' ? 'The worst first' : `Sorted by ${label}, ${next}`;
  };
  for (const head of heads) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = head.textContent;
    button.addEventListener('click', () => sort(head));
    head.replaceChildren(button);
    head.setAttribute('aria-sort', 'none');
  }

  const choose = (bar) => {
    const again = bar.getAttribute('aria-pressed') === 'true';
    $('f-date').value = bar.dataset.date;
    $('f-from').value = again ? '' : bar.dataset.from;
    $('f-to').value = again ? '' : bar.dataset.to;
    filter();
  };
  for (const bar of bars) {
    bar.setAttribute('role', 'button');
    bar.setAttribute('tabindex', '0');
    bar.addEventListener('click', () => choose(bar));
    bar.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' || event.key === ' ') {
        event.preventDefault();
        choose(bar);
      }
    });
  }

  const openAll = (open, rows) => {
    for (const item of rows)
      item.row.querySelector('details').open = open;
  };
  $('f-open').addEventListener('click', () => {
    const open = $('f-open').getAttribute('aria-expanded') !== 'true';
    openAll(open, items.filter((item) => item.shown));
    table.classList.toggle('opened', open);
    $('f-open').setAttribute('aria-expanded', open);
    $('f-open').textContent = open ? 'Close all' : 'Open all';
  });

  /* A link to a row that is filtered away, or closed, shows it. */
  const reveal = () => {
    const row = location.hash && $(location.hash.slice(1));
    if (!row || !row.matches('#bundles tbody > tr'))
      return;
    if (row.classList.contains('off')) {
      form.reset();
      filter();
    }
    row.querySelector('details').open = true;
    row.scrollIntoView();
  };
  addEventListener('hashchange', reveal);

  let closed = [];
  addEventListener('beforeprint', () => {
    closed = items.filter((item) => item.shown && !item.row.querySelector('details').open);
    openAll(true, closed);
  });
  addEventListener('afterprint', () => openAll(false, closed));

  form.addEventListener('input', filter);
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('reset', () => setTimeout(filter));
  filter();
  reveal();
  root.removeAttribute('aria-busy');
})();
