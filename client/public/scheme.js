// Runs before anything is painted, so that the page begins in its colours. It is a file of its own
// because the page's content security policy lets no script stand in the page; Mantine takes over
// from here, with the same key and attribute.
(() => {
  let stored = null;
  try {
    stored = localStorage.getItem("mantine-color-scheme-value");
  } catch {
    // The person has switched the browser's memory off.
  }
  const chosen = stored === "light" || stored === "dark";
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  document.documentElement.dataset.mantineColorScheme = chosen ? stored : system;
})();
