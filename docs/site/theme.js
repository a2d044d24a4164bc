// Runs before the first paint: the theme that was kept by the app or here, so that a dark page never flashes white.
try {
  const theme = localStorage.getItem("tianwang.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage is forbidden; the theme is the system's.
}
