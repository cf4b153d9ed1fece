/* Finds controls the way a person with a screen reader does: by role and name. */
var tools = {
  name(element) {
    return (element.getAttribute('aria-label') || element.textContent).trim();
  },
  buttons() {
    return [...document.querySelectorAll('button')].map((button) => this.name(button));
  },
  press(name) {
    const found = [...document.querySelectorAll('button')].find((button) => this.name(button) === name);
    if (!found || found.disabled) {
      return false;
    }
    found.click();
    return true;
  },
  type(label, text) {
    const found = [...document.querySelectorAll('label')].find((candidate) => candidate.textContent === label);
    if (!found) {
      return false;
    }
    found.control.focus();
    found.control.value = text;
    found.control.dispatchEvent(new Event('input', { bubbles: true }));
    return true;
  },
  pressed() {
    return [...document.querySelectorAll('[aria-pressed="true"]')].map((button) => this.name(button));
  },
  tiles() {
    return [...document.querySelectorAll('button.tile')].map((button) => this.name(button));
  },
  disabled() {
    return [...document.querySelectorAll('button:disabled')].map((button) => this.name(button));
  },
  inline() {
    const script = document.createElement('script');
    script.textContent = 'window.inlined = true';
    document.body.append(script);
  },
  text() {
    return document.body ? document.body.innerText : '';  // asked for while the page is on its way
  }
};
