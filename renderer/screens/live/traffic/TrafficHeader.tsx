import { Cookie } from 'lucide-react';
import { type KeyboardEvent, memo, type PointerEvent, useRef, useState } from 'react';
import { COLUMNS, type ColumnId, withFirstWidth, withMoved, withWidth } from './columns.ts';
import styles from './TrafficHeader.module.css';
import type { Columns } from './use-columns.ts';

/** Pixels that a press may move and still be a press. */
const DRAG_FROM = 4;
const STEP_PX = 8;
const KEYS = 'Alt+ArrowLeft Alt+ArrowRight Shift+ArrowLeft Shift+ArrowRight Delete';

interface Drag {
  readonly id: ColumnId;
  readonly startX: number;
  readonly kind: 'move' | 'resize';
  readonly startWidth: number;
  /** Where it would go; null while it has not moved. */
  readonly target: ColumnId | null;
}

/**
 * The heading of the list. Columns are dragged to another place, their edge to another width (a double click gives the first
 * one back). By keyboard it is one stop: arrows go from heading to heading, Alt and an arrow moves the column, Shift and an
 * arrow resizes it, Delete gives the first width back.
 */
export const TrafficHeader = memo(function TrafficHeader({ columns }: { readonly columns: Columns }) {
  const { choice, shown, change } = columns;
  const [drag, setDrag] = useState<Drag | null>(null);
  const [focused, setFocused] = useState<ColumnId | null>(null);
  const cells = useRef(new Map<ColumnId, HTMLElement>());

  const begin = (event: PointerEvent<HTMLElement>, id: ColumnId, kind: Drag['kind']) => {
    if (event.button !== 0) return;
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    const startWidth = cells.current.get(id)?.getBoundingClientRect().width ?? 0;
    setDrag({ id, startX: event.clientX, kind, startWidth, target: null });
  };
  const move = (event: PointerEvent) => {
    if (drag === null) return;
    const offset = event.clientX - drag.startX;
    if (drag.kind === 'resize') return change(withWidth(choice, drag.id, drag.startWidth + offset));
    if (drag.target === null && Math.abs(offset) < DRAG_FROM) return;
    const over = shown.find(({ id }) => {
      const box = cells.current.get(id)?.getBoundingClientRect();
      return box !== undefined && event.clientX >= box.left && event.clientX <= box.right;
    });
    setDrag({ ...drag, target: over?.id ?? drag.target });
  };
  const end = () => {
    if (drag?.kind === 'move' && drag.target !== null) change(withMoved(choice, drag.id, drag.target));
    setDrag(null);
  };
  const onKeyDown = (event: KeyboardEvent, id: ColumnId, widthPx: number) => {
    const direction = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const edge = { Home: shown[0], End: shown.at(-1) }[event.key];
    const isReset = event.key === 'Delete' && id !== 'path';
    if (direction === undefined && edge === undefined && !isReset) return;
    event.preventDefault();
    event.stopPropagation();
    if (isReset) return change(withFirstWidth(choice, id));
    const target = edge ?? shown[shown.findIndex((column) => column.id === id) + (direction ?? 0)];
    if (event.shiftKey && direction !== undefined)
      change(withWidth(choice, id, widthPx + direction * STEP_PX));
    else if (target === undefined) return;
    else if (event.altKey) change(withMoved(choice, id, target.id));
    else cells.current.get(target.id)?.focus();
  };
  /** The one that Tab comes to. */
  const stop = shown.some(({ id }) => id === focused) ? focused : shown[0]?.id;

  return (
    <div className={styles.header} role="row">
      {shown.map(({ id, widthPx }) => {
        const { label, isNumber } = COLUMNS[id];
        const isIcon = id === 'cookie' && widthPx < 60;
        return (
          <div
            key={id}
            ref={(element) => {
              if (element === null) cells.current.delete(id);
              else cells.current.set(id, element);
            }}
            role="columnheader"
            tabIndex={id === stop ? 0 : -1}
            aria-label={label}
            aria-keyshortcuts={KEYS}
            onFocus={() => setFocused(id)}
            title={`${label}: drag or Alt and an arrow moves it, its edge or Shift and an arrow resizes it`}
            className={`${styles.cell} ${isNumber === true ? 'num' : ''}`}
            data-over={(drag?.kind === 'move' && drag.target === id && drag.id !== id) || undefined}
            data-dragged={(drag?.kind === 'move' && drag.target !== null && drag.id === id) || undefined}
            onPointerDown={(event) => begin(event, id, 'move')}
            onPointerMove={move}
            onPointerUp={end}
            onPointerCancel={() => setDrag(null)}
            onKeyDown={(event) => onKeyDown(event, id, widthPx)}
          >
            {isIcon ? (
              <>
                <Cookie size={12} aria-hidden="true" />
                <span className="sr-only">{label}</span>
              </>
            ) : (
              <span className="ell">{label}</span>
            )}
            {id !== 'path' && (
              <span
                className={styles.edge}
                aria-hidden="true"
                onPointerDown={(event) => begin(event, id, 'resize')}
                onDoubleClick={() => change(withFirstWidth(choice, id))}
              />
            )}
          </div>
        );
      })}
    </div>
  );
});
