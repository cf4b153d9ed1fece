/*
 * A stand-in for the client of the session-token flow (human-connect.md, section 7), for pages that load it from an
 * address: `HumanConnect.on(...)`, and a click on what has `data-hapi-token` opens the widget.
 */
(function (root) {
  'use strict';

  if (root.HumanConnect) {
    return;
  }

  const EVENTS = { 'connect-source': 'connect', 'disconnect-source': 'disconnect', close: 'close' };
  const FRAME = 'human-api';
  const listeners = {};
  const script = document.currentScript;
  const home = script ? new URL('.', script.src).href.replace(/\/$/, '') : 'https://hapi-connect.humanapi.co';

  function emit(name, value) {
    (listeners[name] || []).forEach((listener) => listener(value));
  }

  function open(element) {
    if (document.getElementById(FRAME)) {
      return;
    }
    const address = new URL(element.dataset.hapiBaseUrl || home);
    address.searchParams.set('token', element.dataset.hapiToken);
    address.searchParams.set('mode', element.dataset.hapiMode || 'auth');
    const frame = document.createElement('iframe');
    frame.id = FRAME;
    frame.title = 'Human Connect';
    frame.src = address.href;
    Object.assign(frame.style, { position: 'fixed', inset: '0', width: '100%', height: '100%', border: '0' });
    document.body.append(frame);
  }

  /* Like the real one: whoever posts an object of the right type is believed. */
  root.addEventListener('message', (event) => {
    const type = event.data && typeof event.data.type === 'string' ? event.data.type : '';
    const name = EVENTS[type.replace('hapi-connect-', '')];
    if (!name) {
      return;
    }
    emit(name, event.data);
    if (name === 'close' && document.getElementById(FRAME)) {
      document.getElementById(FRAME).remove();
    }
  });

  root.addEventListener('load', () => {
    const found = document.querySelectorAll('.hapi__token-container [data-hapi-token]');
    if (!found.length) {
      emit('error', 'There is no element with data-hapi-token in one of the class hapi__token-container');
    }
    found.forEach((element) => element.addEventListener('click', () => open(element)));
  });

  root.HumanConnect = {
    on: (name, listener) => {
      (listeners[name] = listeners[name] || []).push(listener);
    }
  };
}(window));
