// What stands behind the # never leaves the browser by itself, so that no server's log holds it.
const code = document.getElementById("code");
if (code && window.location.hash.length > 1) {
  code.value = window.location.hash.slice(1);
  window.history.replaceState(null, "", window.location.pathname);
}
