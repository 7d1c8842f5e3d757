import { Popover } from 'radix-ui';
import { rulesFor } from '../../../../core/contract/index.ts';
import { ManualLink } from '../../../app/ManualLink.tsx';
import { RichText } from '../../../components/RichText.tsx';
import styles from './RuleLink.module.css';

interface RuleLinkProps {
  /** As a step names it: `APACHE.md §1.4`, or several. */
  readonly rule: string;
  readonly directive: string;
}

/** The numbers of the rules that a step stands on; a press shows their text, and where Apache's manual says so. */
export function RuleLink({ rule, directive }: RuleLinkProps) {
  const rules = rulesFor(rule);
  if (rules.length === 0) return null;
  const numbers = [...rule.matchAll(/§[\d.]+/g)].map(([number]) => number).join(', ');
  return (
    <Popover.Root>
      <Popover.Trigger className={`${styles.link} mono`} aria-label={`Rule ${numbers}`}>
        {numbers}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className={styles.rules}
          side="left"
          align="start"
          sideOffset={8}
          collisionPadding={8}
          aria-label={`Rule ${numbers}`}
        >
          <dl>
            {rules.map(({ section, text }) => (
              <div key={section}>
                <dt className="mono">§{section}</dt>
                <dd className="selectable">
                  <RichText>{text}</RichText>
                </dd>
              </div>
            ))}
          </dl>
          <footer>
            Apache’s manual: <ManualLink directive={directive} />
          </footer>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
