/*
 * The widget of the session-token flow: what the person connects or removes is true at once, and the page around is
 * told by objects, not by strings (human-connect.md, section 7).
 */
(function () {
  'use strict';

  const { ask, element, explain, has, parameter, say } = window.SimulatorKit;
  const views = window.SimulatorViews;

  const launch = document.querySelector('meta[name="simulator-launch"]').content;
  const token = parameter('token');
  const state = { providers: [], connected: [], status: 'SUCCESS', callback: '', busy: false, closed: false };
  const results = { connectedSources: [], disconnectedSources: [], requestedSources: [] };

  /* --- to the page around --- */

  function named(source) {
    return { name: source.name, id: source.account };
  }

  function tellPage(kind) {
    if (state.callback === 'never' && kind !== 'close') {
      return;
    }
    const message = {
      type: `hapi-connect-${kind}`,
      status: state.status,
      sessionResults: results,
      currentConnections: state.connected.map(named),
      requestedProviders: []
    };
    window.parent.postMessage(message, '*');
    if (state.callback === 'twice' && kind !== 'close') {
      window.parent.postMessage(message, '*');
    }
  }

  /* --- on the screen --- */

  function show(made) {
    document.getElementById('view').replaceChildren(made);
    window.scrollTo(0, 0);
    (made.querySelector('input[type="text"]') || made.querySelector('h2')).focus({ preventScroll: true });
  }

  function tell(text) {
    document.getElementById('live').textContent = text;
  }

  function words(error) {
    return has(error.code) ? explain(error) : say('problem');
  }

  function showHome() {
    show(views.home({ connected: state.connected, onAdd: showPick, onRemove: remove, onDone: close }));
  }

  function showPick() {
    tell('');
    const back = state.connected.length ? showHome : null;
    show(views.pick({ providers: state.providers, connected: state.connected, onPick: open, onBack: back }));
  }

  /* --- connecting and removing --- */

  function request(question, form, done, refused) {
    if (state.busy) {
      return;
    }
    state.busy = true;
    ask(`/widget-${question}`, { launch, token, ...form }, (answer) => {
      state.busy = false;
      if (answer.error) {
        refused(answer.error);
      } else {
        done(answer);
      }
    });
  }

  function open(entry) {
    if (entry.login === 'password') {
      show(views.logIn({ entry, onBack: showPick, onLogIn: (form, refused) => connect(entry, form, refused) }));
    } else {
      const allow = () => connect(entry, {}, (error) => tell(words(error)));
      show(views.consent({ entry, onBack: showPick, onAllow: allow }));
    }
  }

  function connect(entry, form, refused) {
    request('connect', { provider: entry.id, ...form }, (answer) => {
      state.connected = answer.connected;
      results.connectedSources.push(named(answer.connected.find((source) => source.id === entry.id)));
      showHome();
      tell(say('added', { name: entry.name }));
      tellPage('connect-source');
    }, refused);
  }

  function remove(source) {
    request('remove', { provider: source.id }, (answer) => {
      state.connected = answer.connected;
      results.disconnectedSources.push(named(source));
      showHome();
      tell(say('removed', { name: source.name }));
      tellPage('disconnect-source');
    }, (error) => tell(words(error)));
  }

  /* --- the beginning and the end --- */

  function close() {
    if (!state.closed) {
      state.closed = true;
      tellPage('close');
    }
  }

  function crash() {
    const kept = [];
    for (;;) {
      kept.push(new Array(1000000).fill(kept.length));
    }
  }

  function started(answer) {
    state.providers = answer.providers;
    state.connected = answer.connected;
    state.callback = answer.callback;
    document.getElementById('who').textContent = say('for', { name: answer.clientUserId });
    if (answer.crash) {
      setTimeout(crash);
    } else if (answer.closeAtOnce) {
      close();
    } else if (state.connected.length) {
      showHome();
    } else {
      showPick();
    }
  }

  function notStarted(error) {
    state.status = error.code;
    show(views.message({ title: say('problem'), body: words(error), code: error.code, good: false }));
  }

  const cross = document.getElementById('close');
  cross.addEventListener('click', close);
  cross.setAttribute('aria-label', say('close'));
  cross.disabled = false;
  document.getElementById('title').textContent = say('title');
  document.getElementById('badge').textContent = say('badge');
  document.getElementById('view').replaceChildren(element('p', { class: 'empty' }, say('loading')));
  request('start', {}, started, notStarted);
}());
