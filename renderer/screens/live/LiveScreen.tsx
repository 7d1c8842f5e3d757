/** The home screen: who is pinned where, every request, and why. */
export function LiveScreen() {
  return <main aria-label="Live" />;
}
