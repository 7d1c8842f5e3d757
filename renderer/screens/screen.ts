import type { LucideIcon } from 'lucide-react';
import type { ComponentType } from 'react';
import type { Capabilities } from '../../core/contract/index.ts';

/** One screen of the window. To add one: a folder in screens/ and a line in registry.ts. */
export interface ScreenDefinition {
  readonly id: string;
  readonly label: string;
  readonly icon: LucideIcon;
  /** The key that shows it; the same for life, also while another screen is missing. */
  readonly shortcut: string;
  /** Where its entry stands in the rail. */
  readonly place: 'top' | 'bottom';
  readonly Component: ComponentType;
  /** What the status bar says while it is shown; absent: the totals of the run. */
  readonly Status?: ComponentType;
  /** A count at its entry in the rail; there as long as the window is, whatever screen is shown. */
  readonly Count?: ComponentType;
  /** Absent: everywhere. */
  readonly isOffered?: (capabilities: Capabilities) => boolean;
  /** Messages get a line below the screen: it has native pages, which lie over everything that floats. */
  readonly docksMessages?: boolean;
}
