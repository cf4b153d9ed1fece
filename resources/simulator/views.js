/* The popup's screens: each function returns one, and calls back with what the person wants. */
(function () {
  'use strict';

  const { element, explain, language, say } = window.SimulatorKit;
  const CATEGORIES = ['medical', 'activity', 'sleep', 'nutrition', 'body'];

  function icon(id, size) {
    return element('img', { class: 'icon', src: `/assets/icon-${id}.svg`, alt: '', width: size, height: size });
  }

  function heading(text) {
    return element('h2', { tabindex: '-1' }, text);
  }

  function button(kind, text, click, more) {
    return element('button', { type: 'button', class: `button ${kind}`, click, ...more }, text);
  }

  function actions(...buttons) {
    return element('div', { class: 'actions' }, ...buttons);
  }

  function screen(name, ...children) {
    return element('section', { class: `screen ${name}` }, ...children);
  }

  /* --- what is connected --- */

  function home({ connected, onAdd, onRemove, onDone }) {
    const rows = connected.map((source) => row(source, onRemove));
    return screen(
      'home',
      heading(say('yours')),
      rows.length ? element('ul', { class: 'rows', role: 'list' }, ...rows)
        : element('p', { class: 'empty' }, say('none')),
      actions(button('quiet', say('add'), onAdd), button('main', say('done'), onDone))
    );
  }

  function row(source, onRemove) {
    const item = element('li', { class: 'row' });
    const date = new Date(source.since).toLocaleDateString(language, { dateStyle: 'medium' });
    const told = element(
      'div', { class: 'told' },
      element('strong', {}, source.name), element('span', { class: 'muted' }, say('since', { date }))
    );
    item.append(icon(source.id, 40), told, remover(source, onRemove));
    return item;
  }

  /* Asks once, in the place of the button itself. */
  function remover(source, onRemove) {
    const name = source.name;
    const place = element('div', { class: 'remover' });
    const ask = () => {
      const yes = button('danger', say('confirm'), () => onRemove(source), { 'aria-label': say('confirmNamed', { name }) });
      const no = button('quiet', say('keep'), rest, { 'aria-label': say('keepNamed', { name }) });
      place.replaceChildren(element('span', { class: 'question', role: 'alert' }, say('removeAsk', { name })), no, yes);
      yes.focus({ preventScroll: true });
      place.scrollIntoView({ block: 'nearest' });
    };
    const rest = () => {
      place.replaceChildren(start);
      start.focus();
    };
    const start = button('quiet', say('remove'), ask, { 'aria-label': say('removeNamed', { name }) });
    place.append(start);
    return place;
  }

  /* --- choosing a provider --- */

  function pick({ providers, connected, onPick, onBack }) {
    const taken = new Set(connected.map((source) => source.id));
    const wanted = { text: '', category: 'all' };
    const results = element('div', { class: 'results' });
    const count = element('p', { class: 'sr-only', role: 'status' });
    const refresh = () => list({ results, count, providers, taken, wanted, onPick });
    const field = element('input', {
      id: 'search', type: 'search', autocomplete: 'off', spellcheck: 'false', placeholder: say('searchHint'),
      input: (event) => {
        wanted.text = event.target.value;
        refresh();
      }
    });
    refresh();
    return screen(
      'pick',
      heading(say('choose')),
      element('div', { class: 'field' }, element('label', { for: 'search', class: 'sr-only' }, say('search')), field),
      chips(providers, wanted, refresh),
      count,
      results,
      onBack && actions(button('quiet', say('back'), onBack))
    );
  }

  function chips(providers, wanted, refresh) {
    const group = element('div', { class: 'chips', role: 'group', 'aria-label': say('categories') });
    const used = CATEGORIES.filter((category) => providers.some((entry) => entry.category === category));
    for (const category of ['all', ...used]) {
      const chip = button('chip', say(category), () => {
        wanted.category = category;
        for (const other of group.children) {
          other.setAttribute('aria-pressed', String(other === chip));
        }
        refresh();
      }, { 'aria-pressed': String(category === wanted.category) });
      group.append(chip);
    }
    return group;
  }

  function list({ results, count, providers, taken, wanted, onPick }) {
    const text = wanted.text.trim().toLowerCase();
    const fits = (entry) => entry.name.toLowerCase().includes(text)
      && (wanted.category === 'all' || entry.category === wanted.category);
    const found = providers.filter(fits);
    const groups = CATEGORIES.map((category) => group(category, found, taken, onPick)).filter((made) => made);
    const nothing = element('p', { class: 'empty' }, say('nothingFound', { name: wanted.text.trim() }));
    results.replaceChildren(...(found.length ? groups : [nothing]));
    count.textContent = found.length === 1 ? say('foundOne') : say('found', { count: found.length });
  }

  function group(category, found, taken, onPick) {
    const members = found.filter((entry) => entry.category === category);
    if (!members.length) {
      return null;
    }
    const items = members.map((entry) => element('li', {}, tile(entry, taken.has(entry.id), onPick)));
    return element(
      'section', { class: 'group' },
      element('h3', {}, say(category)), element('ul', { class: 'tiles', role: 'list' }, ...items)
    );
  }

  function tile(entry, taken, onPick) {
    const mark = taken && element('span', { class: 'mark' }, say('isConnected'));
    return element(
      'button',
      { type: 'button', class: 'tile', disabled: taken, 'aria-label': entry.name, click: () => onPick(entry) },
      icon(entry.id, 36), element('span', { class: 'tile-name' }, entry.name, mark)
    );
  }

  /* --- logging in --- */

  function entryHead(entry, title) {
    return element('div', { class: 'entry' }, icon(entry.id, 56), heading(title));
  }

  function logIn({ entry, onLogIn, onBack }) {
    const alert = element('p', { class: 'alert', id: 'refused', role: 'alert' });
    const userName = input('user-name', 'text');
    const password = input('password', 'password');
    const submit = (event) => {
      event.preventDefault();
      alert.textContent = '';
      onLogIn({ userName: userName.value, password: password.value }, (error) => {
        alert.textContent = explain(error);
        password.value = '';
        userName.focus({ preventScroll: true });
        alert.scrollIntoView({ block: 'nearest' });
      });
    };
    return screen(
      'log-in',
      entryHead(entry, say('logInTo', { name: entry.name })),
      element(
        'form', { class: 'form', novalidate: true, submit },
        labelled(say('userName'), userName),
        labelled(say('password'), password),
        alert,
        element('p', { class: 'muted hint' }, say('demo')),
        actions(
          button('quiet', say('back'), onBack),
          element('button', { type: 'submit', class: 'button main' }, say('logIn'))
        )
      )
    );
  }

  function input(id, type) {
    return element('input', {
      id, type, autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false', 'aria-describedby': 'refused'
    });
  }

  function labelled(text, field) {
    return element('div', { class: 'field' }, element('label', { for: field.id }, text), field);
  }

  function consent({ entry, onAllow, onBack, backText }) {
    const kinds = entry.dataTypes.map((kind) => element('li', {}, say(kind)));
    return screen(
      'consent',
      entryHead(entry, say('allowTitle', { name: entry.name })),
      element('p', {}, say('allowText')),
      element('ul', { class: 'kinds', role: 'list' }, ...kinds),
      actions(button('quiet', backText || say('back'), onBack), button('main', say('allow'), onAllow))
    );
  }

  /* --- in between and at the end --- */

  function waiting({ entry, onBack }) {
    const text = say(entry.via === 'window' ? 'waitingWindow' : 'waitingFrame', { name: entry.name });
    return screen(
      'waiting',
      entryHead(entry, say('waitingFor', { name: entry.name })),
      element('p', {}, text),
      element('div', { class: 'bar', 'aria-hidden': 'true' }),
      actions(button('quiet', say('back'), onBack))
    );
  }

  function message({ title, body, code, good }) {
    const sign = element('img', { src: good ? '/assets/good.svg' : '/assets/bad.svg', alt: '', width: 56, height: 56 });
    return screen(
      'message',
      sign,
      heading(title),
      element('p', { role: good ? 'status' : 'alert' }, body),
      code && element('p', { class: 'code' }, code)
    );
  }

  window.SimulatorViews = { consent, home, logIn, message, pick, waiting };
}());
