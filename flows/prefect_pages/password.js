// Whoever follows a link without having given the password in this browser is asked for it first, and led on to where the
// link led. Prefect's own pages keep it under this name (Prefect 3.8).
(() => {
  const kept = localStorage.getItem('prefect-password');
  const ask = () => location.replace('/login?redirect=' + encodeURIComponent(location.pathname + location.search));
  if (location.pathname === '/login') return;
  if (!kept) {
    ask();
    return;
  }
  fetch('/api/admin/version', { headers: { Authorization: 'Basic ' + kept } }).then((answer) => {
    if (answer.status !== 401) return;
    localStorage.removeItem('prefect-password');
    ask();
  });
})();
