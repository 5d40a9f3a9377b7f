// Checking in asks the device for its place once; where that does not tell, a few words do.
const PATIENCE = { enableHighAccuracy: true, timeout: 8000, maximumAge: 60_000 };

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-place]") || "asked" in form.dataset) return;
  event.preventDefault();
  event.stopPropagation();
  form.dataset.asked = "";
  const said = form.querySelector("[data-place-said]");
  const { latitude, longitude, accuracy, note } = form.elements;
  const lost = () => {
    if (note.value.trim()) return form.requestSubmit();
    said.textContent = said.dataset.lost;
    return note.focus();
  };
  const found = ({ coords }) => {
    latitude.value = coords.latitude.toFixed(4);
    longitude.value = coords.longitude.toFixed(4);
    accuracy.value = Math.round(coords.accuracy);
    said.textContent = `${said.dataset.found} ${accuracy.value}`;
    form.requestSubmit();
  };
  said.textContent = said.dataset.asking;
  if (navigator.geolocation) navigator.geolocation.getCurrentPosition(found, lost, PATIENCE);
  else lost();
}, true);
