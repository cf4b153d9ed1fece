/*
 * The popup's course: opens a session, lets the person connect and remove sources, and tells the page around it what
 * happened, as JSON strings with a `type` (human-connect.md, section 3).
 */
(function () {
  'use strict';

  const { ask, element, explain, language, parameter, say } = window.SimulatorKit;
  const views = window.SimulatorViews;

  const POLL = 500;
  const OVER = 412;
  const OVER_NOTE = 'Failed to load resource: the server responded with a status of 412 (Precondition Failed)';

  const launch = document.querySelector('meta[name="simulator-launch"]').content;
  const state = { providers: [], connected: [], mode: 'create', changed: false, ended: false, busy: false };
  let pending = null; // a log-in that goes on in a second window or frame
  let attempts = 0;

  /* --- to the page around --- */

  function post(message) {
    window.parent.postMessage(JSON.stringify(message), '*');
  }

  /* --- on the screen --- */

  function show(made) {
    document.getElementById('view').replaceChildren(made);
    window.scrollTo(0, 0);
    const first = made.querySelector('input[type="text"]') || made.querySelector('h2');
    first.focus({ preventScroll: true });
  }

  function tell(text) {
    document.getElementById('live').textContent = text;
  }

  function nameOf(id) {
    const entry = state.providers.find((candidate) => candidate.id === id);
    return entry ? entry.name : id;
  }

  function learn(answer) {
    state.connected = answer.connected.map((source) => ({ ...source, name: nameOf(source.id) }));
    state.changed = answer.changed;
  }

  function showHome() {
    const add = () => {
      tell('');
      showPick();
    };
    show(views.home({ connected: state.connected, onAdd: add, onRemove: remove, onDone: leave }));
  }

  function showPick() {
    const settled = state.mode === 'edit' || state.changed;
    show(views.pick({
      providers: state.providers, connected: state.connected, onPick: open, onBack: settled ? showHome : null
    }));
  }

  function showProblem(error) {
    show(views.message({ title: say('problem'), body: explain(error), code: error.code, good: false }));
  }

  /* --- asking, one question at a time --- */

  function request(path, form, done, refused) {
    if (state.busy) {
      return;
    }
    state.busy = true;
    ask(path, { launch, ...form }, (answer) => {
      state.busy = false;
      if (answer.fatal) {
        closeElsewhere();
        notStarted(answer.error);
      } else if (answer.error && answer.status !== 200) {
        refused(answer.error);
      } else {
        done(answer);
      }
    });
  }

  /* --- connecting and removing --- */

  function open(entry) {
    tell('');
    if (entry.via !== 'page') {
      openElsewhere(entry);
    } else if (entry.login === 'password') {
      show(views.logIn({ entry, onBack: showPick, onLogIn: (form, refused) => connect(entry, form, refused) }));
    } else {
      const refused = (error) => tell(explain(error));
      show(views.consent({ entry, onBack: showPick, onAllow: () => connect(entry, {}, refused) }));
    }
  }

  function connect(entry, form, refused) {
    request('/popup/connect', { provider: entry.id, ...form }, (answer) => added(entry, answer), refused);
  }

  function added(entry, answer) {
    learn(answer);
    showHome();
    tell(say('added', { name: entry.name }));
  }

  function remove(source) {
    request('/popup/remove', { provider: source.id }, (answer) => {
      learn(answer);
      showHome();
      tell(say('removed', { name: source.name }));
    }, (error) => tell(explain(error)));
  }

  /* --- a log-in in a second window or frame --- */

  function openElsewhere(entry) {
    attempts += 1;
    const attempt = String(attempts);
    const address = `${entry.loginUrl}&attempt=${attempt}&lang=${language}`;
    const inWindow = entry.via === 'window';
    const child = inWindow ? window.open(address, '_blank', 'popup,width=480,height=640') : null;
    if (inWindow && !child) {
      tell(say('blocked'));
      return;
    }
    if (!inWindow) {
      post({ type: 'hapi-connect-popup-iframe', url: address });
    }
    pending = { entry, attempt, child, result: null };
    show(views.waiting({ entry, onBack: giveUp }));
    watch(pending);
  }

  function watch(mine) {
    setTimeout(() => look(mine), POLL);
  }

  /* The status says whether the provider's page has got through; a window that is gone says no more. */
  function look(mine) {
    if (pending !== mine || mine.result) {
      return;
    }
    const gone = Boolean(mine.child && mine.child.closed);
    ask('/popup/status', { launch }, (answer) => {
      if (pending !== mine || mine.result) {
        return;
      }
      const through = (answer.connected || []).some((source) => source.id === mine.entry.id);
      if (through || gone || answer.declined === mine.attempt) {
        settle(mine, answer, through);
      } else {
        watch(mine);
      }
    });
  }

  /* A second frame has to be closed by the page around, which then says so: only then the popup goes on. */
  function settle(mine, answer, through) {
    mine.result = { answer, through };
    if (mine.child) {
      conclude();
    } else {
      post({ type: 'hapi-close-popup-iframe' });
    }
  }

  function conclude() {
    const { entry, result } = pending;
    pending = null;
    if (result.through) {
      added(entry, result.answer);
    } else {
      showPick();
      tell(say('cancelled', { name: entry.name }));
    }
  }

  function closeElsewhere() {
    const given = pending;
    pending = null;
    if (given && given.child) {
      given.child.close();
    } else if (given) {
      post({ type: 'hapi-close-popup-iframe' });
    }
  }

  function giveUp() {
    closeElsewhere();
    showPick();
  }

  function typeOf(data) {
    try {
      return JSON.parse(data).type;
    } catch (error) {
      return '';
    }
  }

  window.addEventListener('message', (event) => {
    const type = typeOf(event.data);
    if (!pending) {
      return;
    }
    if (type === 'hapi-external-auth-added' && event.source === window.parent && pending.result) {
      conclude();
    } else if (type === 'simulator-provider-done' && event.source === pending.child) {
      look(pending);
    }
  });

  /* --- the end --- */

  function leave() {
    if (state.changed) {
      finish();
    } else {
      close();
    }
  }

  function finish() {
    request('/popup/finish', {}, (answer) => {
      state.ended = true;
      tell('');
      show(views.message({ title: say('finished'), body: say('finishedText'), good: true }));
      report(answer);
      poll();
    }, (error) => tell(explain(error)));
  }

  /* What the page around is told: one finish, or what the scenario wants. */
  function report(answer) {
    const message = { type: 'hapi-connect-finish', token: answer.token };
    if (answer.callback === 'never') {
      return;
    }
    post(answer.error ? { ...message, error: answer.error } : message);
    if (answer.callback === 'twice') {
      post(message);
    } else if (answer.callback === 'finish_then_close') {
      post({ type: 'hapi-connect-close' });
    }
  }

  function close() {
    state.ended = true;
    tell('');
    show(views.message({ title: say('closed'), body: say('closedText'), good: true }));
    post({ type: 'hapi-connect-close' });
  }

  /*
   * The real popup goes on asking after the finish, and the 412 that it gets is expected until the page goes away. The
   * browser notes a real 412 by itself; a custom scheme has no status, so the note is written here.
   */
  function poll() {
    setTimeout(() => {
      ask('/popup/status', { launch }, (answer, shown) => {
        if (answer.status === OVER && shown !== OVER) {
          console.error(OVER_NOTE);
        }
        poll();
      });
    }, POLL);
  }

  /* The cross is painted before this script runs; until here it is disabled, so that no press of it is lost. */
  const cross = document.getElementById('close');
  cross.addEventListener('click', () => {
    if (state.ended) {
      return;
    }
    closeElsewhere();
    leave();
  });
  cross.disabled = false;

  /* --- the beginning --- */

  function started(answer) {
    state.providers = answer.providers;
    state.mode = answer.mode;
    learn(answer);
    document.getElementById('who').textContent = say('for', { name: answer.clientUserId });
    post({ type: 'hapi-connect-open', token: { sessionToken: answer.sessionToken } });
    if (answer.crash) {
      setTimeout(crash);
    } else if (answer.closeAtOnce) {
      close();
    } else if (state.connected.length || state.mode === 'edit') {
      showHome();
    } else {
      showPick();
    }
  }

  /* Asks for memory until the browser ends this page: no script can do it faster. */
  function crash() {
    const kept = [];
    for (;;) {
      kept.push(new Array(1000000).fill(kept.length));
    }
  }

  function notStarted(error) {
    showProblem(error);
    post({ type: 'hapi-connect-error', error });
  }

  function begin() {
    const form = {};
    for (const name of ['clientUserId', 'clientId', 'publicToken', 'sessionToken']) {
      form[name] = parameter(name);
    }
    document.getElementById('title').textContent = say('title');
    document.getElementById('badge').textContent = say('badge');
    cross.setAttribute('aria-label', say('close'));
    document.getElementById('view').replaceChildren(element('p', { class: 'empty' }, say('loading')));
    request('/popup/start', form, started, notStarted);
  }

  begin();
}());
