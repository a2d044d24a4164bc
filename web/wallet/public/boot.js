// Runs before the first paint: the kept theme, so that a dark page never flashes white. See web/shared/theme.ts.
try {
  const theme = localStorage.getItem("tianwang.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage is forbidden; the theme is the system's.
}
