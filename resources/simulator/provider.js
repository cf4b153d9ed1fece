/* A provider's own log-in page, in a second window (it tells the popup that opened it) or in a second frame (it tells
   nobody: the popup learns it from the Simulator and has the frame closed). */
(function () {
  'use strict';

  const { ask, explain, parameter, say } = window.SimulatorKit;
  const views = window.SimulatorViews;

  const provider = location.pathname.split('/')[2];
  const about = { launch: parameter('launch'), provider, attempt: parameter('attempt') };

  function show(made) {
    document.getElementById('view').replaceChildren(made);
    made.querySelector('h2').focus({ preventScroll: true });
  }

  function leave(title) {
    show(views.message({ title, body: say('connectedText'), good: true }));
    if (window.opener) {
      window.opener.postMessage(JSON.stringify({ type: 'simulator-provider-done' }), location.origin);
      window.close();
    }
  }

  function problem(error) {
    show(views.message({ title: say('problem'), body: explain(error), code: error.code, good: false }));
  }

  function then(done) {
    return (answer) => (answer.error ? problem(answer.error) : done(answer));
  }

  function started(answer) {
    const entry = answer.provider;
    const through = () => leave(say('added', { name: entry.name }));
    const cancel = () => ask('/popup/decline', about, then(() => leave(say('closed'))));
    document.title = entry.name;
    if (answer.closes) {
      cancel();
    } else if (entry.login === 'password') {
      const logIn = (form, refused) => ask('/popup/connect', { ...about, ...form }, (told) => {
        if (told.error) {
          refused(told.error);
        } else {
          through();
        }
      });
      show(views.logIn({ entry, onLogIn: logIn, onBack: cancel }));
    } else {
      const allow = () => ask('/popup/connect', about, then(through));
      show(views.consent({ entry, onAllow: allow, onBack: cancel, backText: say('cancel') }));
    }
  }

  document.getElementById('badge').textContent = say('badge');
  ask('/popup/provider', about, then(started));
}());
