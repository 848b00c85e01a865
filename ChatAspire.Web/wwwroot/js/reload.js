// Reloads the page once if a module does not load. Chromium aborts requests whenever a network interface comes or goes
// (ERR_NETWORK_CHANGED), and a lab on the visitor's machine creates and removes many interfaces.
addEventListener('error', event => {
  const [navigation] = performance.getEntriesByType('navigation');
  if (event.target instanceof HTMLScriptElement && navigation.type !== 'reload') location.reload();
}, true);
