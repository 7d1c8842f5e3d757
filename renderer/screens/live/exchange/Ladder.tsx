import { Check, Cookie, Minus, X } from 'lucide-react';
import type { LbMethodName, WhyStep } from '../../../../core/contract/index.ts';
import { ManualLink } from '../../../app/ManualLink.tsx';
import { RichText } from '../../../components/RichText.tsx';
import type { RouteOrder } from '../../../theme/route-identity.ts';
import { CandidatesTable } from './CandidatesTable.tsx';
import styles from './Ladder.module.css';
import { RuleLink } from './RuleLink.tsx';

interface LadderProps {
  readonly steps: readonly WhyStep[];
  readonly balancer: string | null;
  readonly order: RouteOrder;
  readonly lbmethod: LbMethodName;
}

const VERDICTS: Readonly<Record<WhyStep['verdict'], string>> = {
  yes: 'Yes',
  no: 'No',
  hit: 'This settled it',
  skipped: 'Not reached',
  bad: 'Went wrong',
};

/** The steps of a decision, each with its value and the directive that rules it. */
export function Ladder({ steps, balancer, order, lbmethod }: LadderProps) {
  return (
    <ol className={styles.ladder}>
      {steps.map((step) => (
        <li key={step.id} data-verdict={step.verdict}>
          <span className={styles.tick} title={VERDICTS[step.verdict]}>
            <StepIcon step={step} />
            <span className="sr-only">{VERDICTS[step.verdict]}</span>
          </span>
          <div className={styles.step}>
            <div className={styles.line}>
              <h3>{step.title}</h3>
              <span className={styles.links}>
                <ManualLink directive={step.directive} />
                <RuleLink rule={step.rule} directive={step.directive} />
              </span>
            </div>
            {step.candidates.length > 0 && (
              <CandidatesTable
                rows={step.candidates}
                balancer={balancer ?? ''}
                order={order}
                lbmethod={lbmethod}
              />
            )}
            <p className={`${styles.text} selectable`}>
              <RichText>{step.text}</RichText>
            </p>
          </div>
        </li>
      ))}
    </ol>
  );
}

function StepIcon({ step }: { readonly step: WhyStep }) {
  if (step.verdict === 'bad') return <X size={11} aria-hidden="true" />;
  if (step.verdict === 'no' || step.verdict === 'skipped') return <Minus size={11} aria-hidden="true" />;
  if (step.id === 'set-cookie') return <Cookie size={10} aria-hidden="true" />;
  return <Check size={11} aria-hidden="true" />;
}
