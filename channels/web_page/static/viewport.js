// Keeps the message box above the on-screen keyboard where the browser does not do it by itself (iOS).
export function prepare() {
  const view = window.visualViewport;
  if (!view) return;
  const fit = () => {
    if (view.scale > 1.05) return; // the citizen has zoomed in: leave the layout alone
    const style = document.documentElement.style;
    style.setProperty("--height", `${view.height}px`);
    style.setProperty("--top", `${view.offsetTop}px`);
  };
  view.addEventListener("resize", fit);
  view.addEventListener("scroll", fit);
  fit();
}
