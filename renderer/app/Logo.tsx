/** The mark: one way in, two ways out, one of them taken. */
export function Logo() {
  return (
    <svg
      width="18"
      height="18"
      viewBox="0 0 18 18"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      aria-hidden="true"
    >
      <path d="M2.5 9h4.2M6.7 9C10 9 9.6 4 13 4M6.7 9c3.3 0 2.9 5 6.3 5" />
      <circle cx="14.6" cy="4" r="1.7" fill="currentColor" />
      <circle cx="14.6" cy="14" r="1.7" />
    </svg>
  );
}
