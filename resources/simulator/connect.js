/*
 * The Simulator's connect.js: speaks to a page and to the popup exactly as the client of Human API does
 * (human-connect.md, section 3), so that the one can be swapped for the other.
 *
 * What looks careless here is part of that: messages are trusted whatever their origin and source, any address is
 * opened in the second frame, the listener stays for good, and what a callback throws is swallowed. A host page has to
 * guard itself against the real client, so it has to meet the same habits here.
 */
(function (root) {
  'use strict';

  if (root.HumanConnect) {
    return;
  }

  var REMEMBERED = 'humanapiSessionToken';
  var PASSED_ON = ['addedSource', 'mode', 'test', 'sourceId'];

  var base = ownOrigin() || 'https://connect.humanapi.co';
  var presetToken = '';
  var current = {};
  var popup = null;
  var spinner = null;
  var overflow = '';

  function ownOrigin() {
    var script = document.currentScript;
    try {
      var address = new URL(script.src);
      return /^https?:$/.test(address.protocol) ? address.origin : '';
    } catch (error) {
      return '';
    }
  }

  function debug(error) {
    if (current._debug) {
      console.log('HumanConnect', error);
    }
  }

  function place() {
    return document.body || document.documentElement;
  }

  function remove(element) {
    if (element && element.parentNode) {
      element.parentNode.removeChild(element);
    }
  }

  function dress(element, style) {
    Object.keys(style).forEach(function (name) {
      element.style[name] = style[name];
    });
  }

  function showSpinner() {
    remove(spinner);
    spinner = document.createElement('img');
    spinner.src = base + '/spinner.gif';
    spinner.alt = '';
    dress(spinner, {
      position: 'fixed', top: '50%', left: '50%', width: '32px', height: '32px',
      margin: '-16px 0 0 -16px', zIndex: '99998'
    });
    place().appendChild(spinner);
  }

  function hideSpinner() {
    remove(spinner);
    spinner = null;
  }

  function openFrame(address, id) {
    var frame = document.createElement('iframe');
    frame.id = id;
    frame.title = 'Human Connect';
    frame.src = address;
    dress(frame, {
      position: 'fixed', top: '0', left: '0', width: '100%', height: '100%', margin: '0', padding: '0',
      border: '0', display: 'block', zIndex: '99999', backgroundColor: current.modal ? 'transparent' : '#ffffff'
    });
    place().appendChild(frame);
    return frame;
  }

  function pair(name, value) {
    return value ? '&' + name + '=' + value : '';
  }

  /* The clientUserId is percent-encoded by the caller and goes in as it is. */
  function popupAddress(options, rememberedToken) {
    var address = base + '?clientUserId=' + options.clientUserId;
    address += pair('clientId', options.clientId);
    address += pair('publicToken', options.publicToken || presetToken);
    address += rememberedToken ? '&sessionToken= ' + rememberedToken : '';
    address += '&lang=' + (options.language || 'en');
    address += pair('embed', options.embed && '1');
    address += pair('finishUrl', options.finishUrl);
    address += pair('closeUrl', options.closeUrl);
    address += pair('modal', options.modal && '1');
    address += pair('style', options.style && encodeURIComponent(JSON.stringify(options.style)));
    PASSED_ON.forEach(function (name) {
      address += pair(name, options[name]);
    });
    return address;
  }

  function loadStore(done) {
    var script = document.createElement('script');
    script.src = base + '/store.min.js';
    script.onload = function () {
      done(root.store ? root.store.get(REMEMBERED) : null);
    };
    script.onerror = function () {
      done(null);
    };
    (document.head || place()).appendChild(script);
  }

  function leave() {
    hideSpinner();
    place().style.overflow = overflow;
  }

  function tellPopup(type) {
    popup.contentWindow.postMessage(JSON.stringify({ type: type }), '*');
  }

  function closeProvider() {
    remove(document.getElementById('hapi-popup-iframe'));
    tellPopup('hapi-external-auth-added');
  }

  var answers = {
    'hapi-connect-open': function (message) {
      hideSpinner();
      if (root.store) {
        root.store.set(REMEMBERED, message.token.sessionToken);
      }
    },
    /* Hidden, not removed: the popup goes on asking for its status until the page goes away. */
    'hapi-connect-finish': function (message) {
      popup.style.display = 'none';
      leave();
      if (current.finish) {
        current.finish(message.error || null, message.token);
      }
    },
    'hapi-connect-close': function () {
      remove(popup);
      leave();
      if (current.close) {
        current.close();
      }
    },
    'hapi-connect-error': function (message) {
      hideSpinner();
      if (current.error) {
        current.error(message.error);
      }
    },
    'hapi-connect-popup-iframe': function (message) {
      openFrame(message.url, 'hapi-popup-iframe');
    },
    'hapi-close-popup-iframe': closeProvider,
    'hapi-close-popup-mobile': function () {
      tellPopup('hapi-external-auth-added');
    }
  };

  root.addEventListener('message', function (event) {
    try {
      var message = JSON.parse(event.data);
      if (Object.prototype.hasOwnProperty.call(answers, message.type)) {
        answers[message.type](message);
      }
    } catch (error) {
      debug(error);
    }
  });

  root.HumanConnect = {
    open: function (options) {
      current = options || {};
      base = current._baseURL || base;
      overflow = place().style.overflow;
      showSpinner();
      loadStore(function (rememberedToken) {
        popup = openFrame(popupAddress(current, rememberedToken), 'human-connect');
      });
    },
    setPublicToken: function (token) {
      presetToken = token;
    }
  };
}(window));
