import { memo } from 'react';
import { pathOf } from './curves.ts';
import styles from './EdgeLayer.module.css';
import type { Edge } from './edges.ts';

interface EdgeLayerProps {
  readonly edges: readonly Edge[];
  readonly width: number;
  readonly height: number;
  /** Its line stands out; null: all are alike. */
  readonly selectedSessionId: string | null;
}

/** The lines between sessions, balancers and members. What they say stands in the tables beside them. */
export const EdgeLayer = memo(function EdgeLayer({
  edges,
  width,
  height,
  selectedSessionId,
}: EdgeLayerProps) {
  return (
    <svg className={styles.layer} width={width} height={height} aria-hidden="true">
      {edges.map((edge) => (
        <path
          key={edge.id}
          d={pathOf(edge.curve)}
          data-slot={edge.slot}
          data-state={edge.state}
          data-selected={edge.sessionIds.length === 1 && edge.sessionIds[0] === selectedSessionId}
          strokeWidth={edge.state === 'active' ? edge.width : 1.25}
          className={styles.edge}
        />
      ))}
    </svg>
  );
});
