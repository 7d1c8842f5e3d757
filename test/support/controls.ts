import type { Page } from '@playwright/test';

/** Pressed more often than this, the key goes in circles. */
const MOST_STOPS = 400;

/**
 * What is wrong with the Tab key's way through the page, in words; empty when nothing is: a control that it never
 * reaches, a stop that shows no focus, or not all of it, or lies below something or outside the window, a
 * stop that comes again before the way ends.
 */
export async function strayStops(page: Page): Promise<readonly string[]> {
  const problems: string[] = [];
  const wanted = await page.evaluate(markControls);
  // A palette's one field has the focus from the start, and keeps it.
  const first = await page.evaluate(describeFocus);
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur?.());
  const seen = new Set<string>();
  for (let stop = 0; stop < MOST_STOPS; stop++) {
    await page.keyboard.press('Tab');
    const here = await page.evaluate(describeFocus);
    // Past the last control the focus is at the page itself, then at the first again.
    if (here === null) continue;
    if (seen.has(here.name)) break;
    seen.add(here.name);
    if (!here.isSeen) problems.push(`no visible focus: ${here.name}`);
    if (here.cutBy !== '') problems.push(`its focus is cut off by ${here.cutBy}: ${here.name}`);
    if (here.coveredBy !== '') problems.push(`covered by ${here.coveredBy}: ${here.name}`);
    if (!here.isInside) problems.push(`outside the window: ${here.name}`);
  }
  const missed = wanted.filter((name) => !seen.has(name) && name !== first?.name);
  return [...problems, ...missed.map((name) => `never reached: ${name}`)];
}

/**
 * Controls that can't be brought into sight as a whole, or lie under something else, in words. Each is scrolled to
 * first: at 200 % zoom a screen may scroll, but nothing may be lost.
 */
export async function clippedControls(page: Page): Promise<readonly string[]> {
  await page.evaluate(markControls);
  return page.evaluate(() => {
    // In a small window the details lie over what they are about.
    const covering = document.querySelector('[role="dialog"], [data-details="true"] > aside');
    return [...document.querySelectorAll<HTMLElement>('[data-control]')].flatMap((control) => {
      if (covering !== null && !covering.contains(control)) return [];
      control.scrollIntoView({ block: 'center', inline: 'center' });
      // A row of a table may be wider than a small window, and is scrolled sideways (WCAG 1.4.10 excepts tables).
      const label = control.closest('label');
      const target = label !== null && label.getBoundingClientRect().width <= innerWidth ? label : control;
      const { left, right, top, bottom } = target.getBoundingClientRect();
      const name = control.dataset.control ?? '';
      if (left < -1 || right > innerWidth + 1 || top < -1 || bottom > innerHeight + 1) {
        return [`outside the window: ${name}`];
      }
      const at = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
      const isFree = at !== null && (target.contains(at) || at.contains(control));
      return isFree ? [] : [`covered by ${at?.className ?? 'nothing'}: ${name}`];
    });
  });
}

/* What follows runs in the page. */

/** Names every control that the Tab key should stop at; of a group that arrow keys move in, only the one in turn. */
function markControls(): readonly string[] {
  const covering = document.querySelector('[role="dialog"]');
  const found = [
    ...(covering ?? document).querySelectorAll<HTMLElement>(
      'button, input, select, textarea, a[href], [tabindex="0"]',
    ),
  ].filter((element) => {
    const { width, height } = element.getBoundingClientRect();
    // A group that arrow keys move in hands its focus to one of its own.
    const isGroup = element.matches(
      '[role="group"], [role="radiogroup"], [role="tablist"], [role="toolbar"]',
    );
    const isHidden =
      isGroup ||
      width === 0 ||
      height === 0 ||
      getComputedStyle(element).visibility === 'hidden' ||
      // In a list that is folded.
      !element.checkVisibility();
    return element.tabIndex >= 0 && !element.matches(':disabled, [aria-hidden="true"] *') && !isHidden;
  });
  const radios = new Set<string>();
  const stops = found.filter((element) => {
    if (!(element instanceof HTMLInputElement) || element.type !== 'radio') return true;
    const isChosen = element.checked && !radios.has(element.name);
    if (isChosen) radios.add(element.name);
    return isChosen;
  });
  return stops.map((element, index) => {
    const words = element.getAttribute('aria-label') ?? element.textContent ?? '';
    element.dataset.control = `${index} ${element.tagName.toLowerCase()} ${words.slice(0, 60)}`;
    return element.dataset.control;
  });
}

/**
 * The control that has the focus: whether its focus is drawn, whether nothing around it cuts that off or lies over it, and
 * whether it lies inside the window.
 */
function describeFocus(): {
  name: string;
  isSeen: boolean;
  cutBy: string;
  coveredBy: string;
  isInside: boolean;
} | null {
  const element = document.activeElement as HTMLElement | null;
  if (element === null || element === document.body || element === document.documentElement) return null;
  const isOutlined = ({ outlineStyle, outlineWidth, display }: CSSStyleDeclaration) =>
    outlineStyle !== 'none' && outlineWidth !== '0px' && display !== 'none';
  const around = [element, element.nextElementSibling, element.parentElement, element.closest('label')];
  const drawn = around.find((one) => one !== null && isOutlined(getComputedStyle(one)));
  const after = getComputedStyle(element, '::after');
  // A field that leads a list shows where it is there, and has a caret besides.
  const chosen = document.getElementById(element.getAttribute('aria-activedescendant') ?? '');
  const isSeen =
    drawn != null ||
    (element.role === 'combobox' && chosen?.ariaSelected === 'true') ||
    getComputedStyle(element).boxShadow !== 'none' ||
    (after.content !== 'none' && isOutlined(after));
  const cutBy = (outlined: Element): string => {
    const { outlineOffset, outlineWidth } = getComputedStyle(outlined);
    const beyond = Number.parseFloat(outlineOffset) + Number.parseFloat(outlineWidth);
    const ring = outlined.getBoundingClientRect();
    for (let box = outlined.parentElement; box !== null; box = box.parentElement) {
      const { overflowX, overflowY, contain } = getComputedStyle(box);
      const isCutting = /strict|content|paint/.test(contain);
      const { left, top } = box.getBoundingClientRect();
      const inner = { left: left + box.clientLeft, top: top + box.clientTop };
      const across = [ring.left - beyond - inner.left, inner.left + box.clientWidth - ring.right - beyond];
      const down = [ring.top - beyond - inner.top, inner.top + box.clientHeight - ring.bottom - beyond];
      // What is larger than its window is seen in parts, along that side.
      const room = [
        ...((isCutting || overflowX !== 'visible') && ring.width <= box.clientWidth ? across : []),
        ...((isCutting || overflowY !== 'visible') && ring.height <= box.clientHeight ? down : []),
      ];
      if (room.some((pixels) => pixels < -0.5))
        return `${box.tagName} ${box.className} (${room.map(Math.round)})`;
    }
    return '';
  };
  const { left, right, top, bottom } = element.getBoundingClientRect();
  // Of what is cut by something around it, or scrolls below its own ring, the part that is in sight.
  const sight = { left, right, top, bottom };
  const within = (box: Element) => {
    const { left, right, top, bottom } = box.getBoundingClientRect();
    sight.left = Math.max(sight.left, left);
    sight.right = Math.min(sight.right, right);
    sight.top = Math.max(sight.top, top);
    sight.bottom = Math.min(sight.bottom, bottom);
  };
  if (drawn != null && drawn === element.nextElementSibling) within(drawn);
  for (let box = element.parentElement; box !== null; box = box.parentElement)
    if (getComputedStyle(box).overflow !== 'visible') within(box);
  const ownLabel = element.closest('label');
  const across = [sight.left + 2, (sight.left + sight.right) / 2, sight.right - 2];
  const down = [sight.top + 2, (sight.top + sight.bottom) / 2, sight.bottom - 2];
  const covering = across
    .flatMap((x) => down.map((y) => document.elementFromPoint(x, y)))
    .filter(
      (one) => one !== null && !one.contains(element) && !element.contains(one) && !ownLabel?.contains(one),
    );
  return {
    name:
      element.dataset.control ??
      `${element.tagName.toLowerCase()} ${element.getAttribute('aria-label') ?? element.textContent}`,
    isSeen,
    cutBy: drawn == null ? '' : cutBy(drawn),
    // A side of it or more; a row may have a button of its own at one place.
    coveredBy: covering.length < 3 ? '' : `${covering[0]?.tagName} ${covering[0]?.className}`,
    isInside: left < innerWidth && right > 0 && top < innerHeight && bottom > 0,
  };
}
