// A form with data-passkey asks the device before it is sent: "get" to show a passkey, "create" to make one
// (W3C Web Authentication, level 2). Where the device knows no passkeys, the form stays hidden.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const words = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
const listed = (some) => (some ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

function asked({ publicKey }) {
  const options = { ...publicKey, challenge: bytes(publicKey.challenge) };
  if (publicKey.user) options.user = { ...publicKey.user, id: bytes(publicKey.user.id) };
  if (publicKey.excludeCredentials) options.excludeCredentials = listed(publicKey.excludeCredentials);
  if (publicKey.allowCredentials) options.allowCredentials = listed(publicKey.allowCredentials);
  return { publicKey: options };
}

function told(made) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (made.response[name]) response[name] = words(made.response[name]);
  }
  const extensions = made.getClientExtensionResults();
  return { id: made.id, rawId: words(made.rawId), type: made.type, response, clientExtensionResults: extensions };
}

async function options(form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options);
  const answer = await fetch(form.dataset.optionsFrom, { headers: { Accept: "application/json" } });
  return (await answer.json()).request_options;
}

async function send(form) {
  const problem = form.querySelector(".error[hidden]");
  try {
    const made = await navigator.credentials[form.dataset.passkey](asked(await options(form)));
    const place = form.querySelector("[data-credential]") ?? form.querySelector("[name=credential]");
    place.value = JSON.stringify(told(made));
    form.submit();
  } catch {
    if (problem) problem.hidden = false;
  }
}

document.addEventListener("submit", (event) => {
  if (!event.target.dataset.passkey) return;
  event.preventDefault();
  send(event.target);
});

if (window.PublicKeyCredential) {
  document.querySelectorAll("form[data-passkey][hidden]").forEach((form) => { form.hidden = false; });
}
