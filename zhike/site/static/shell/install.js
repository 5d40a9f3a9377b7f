// Browsers that can keep the application on the device are given the script that does so.
if ("serviceWorker" in navigator) addEventListener("load", () => navigator.serviceWorker.register("/service-worker.js"));
