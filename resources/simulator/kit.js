/* What the popup and the providers' pages share: words, elements, and one way to ask the Simulator. */
(function () {
  'use strict';

  const parameters = new URLSearchParams(location.search);
  const spoken = parameters.get('lang');
  const language = Object.hasOwn(window.SimulatorStrings, spoken) ? spoken : 'en';
  const words = window.SimulatorStrings[language];

  function parameter(name) {
    return parameters.get(name) || '';
  }

  function has(key) {
    return Object.hasOwn(words, key);
  }

  function say(key, values) {
    return words[key].replace(/\{(\w+)\}/g, (_whole, name) => String(values[name]));
  }

  /* One element; text goes in as text, never as markup. */
  function element(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (typeof value === 'function') {
        made.addEventListener(name, value);
      } else if (value === true) {
        made.setAttribute(name, '');
      } else if (value !== false && value !== null && value !== undefined) {
        made.setAttribute(name, value);
      }
    }
    made.append(...children.filter((child) => child));
    return made;
  }

  /*
   * A question to the Simulator. Everything said goes into one header, as percent-encoded JSON: a custom scheme's
   * handler cannot read bodies and is not offered fetch(). The status is read from the answer's body, because a custom
   * scheme has none of its own; `shown` is the one that the browser has seen.
   */
  function ask(path, form, done) {
    const request = new XMLHttpRequest();
    request.open('GET', path);
    request.setRequestHeader('X-Simulator-Form', encodeURIComponent(JSON.stringify(form)));
    request.onload = () => done(read(request), request.status);
    request.onerror = () => done(silence(), 0);
    request.send();
  }

  function silence() {
    return { status: 0, error: { code: 'NO_ANSWER', message: 'No answer', detailedMessage: 'No answer' } };
  }

  function read(request) {
    try {
      return JSON.parse(request.responseText);
    } catch (error) {
      return silence();
    }
  }

  /* Our own words for an error where there are some, else the ones that came with it. */
  function explain(error) {
    return has(error.code) ? say(error.code) : error.detailedMessage;
  }

  document.documentElement.lang = language;
  window.SimulatorKit = { ask, element, explain, has, language, parameter, say };
}());
