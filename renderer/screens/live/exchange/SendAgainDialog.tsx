import { CopyX, TriangleAlert } from 'lucide-react';
import type { ExchangeDetail } from '../../../../core/contract/index.ts';
import { Button } from '../../../components/Button.tsx';
import { Dialog } from '../../../components/Dialog.tsx';
import { Note } from '../../../components/Note.tsx';
import { bytes } from '../../../format/numbers.ts';
import { useAppStore } from '../../../store/store-context.tsx';
import styles from './SendAgainDialog.module.css';
import { questionBefore, sendNow } from './send-again.ts';

interface SendAgainDialogProps {
  readonly detail: ExchangeDetail;
  readonly onClose: () => void;
}

/** Asked before a request goes out once more that may change something, or whose body was not kept. */
export function SendAgainDialog({ detail, onClose }: SendAgainDialogProps) {
  const store = useAppStore();
  const question = questionBefore(detail);
  const send = () => {
    onClose();
    void sendNow(store, detail.id, question?.lacksBody === true);
  };
  return (
    <Dialog
      title={`Send ${detail.method} again?`}
      description={detail.url}
      width={480}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" onClick={send}>
            {question?.lacksBody === true ? 'Send without its body' : 'Send again'}
          </Button>
        </>
      }
    >
      <div className={styles.notes}>
        {question?.isUnsafe === true && (
          <Note tone="warn" icon={<TriangleAlert size={14} />}>
            <b className="strong">{detail.method} may change something once more</b>: an order, a payment, a
            mail.
          </Note>
        )}
        {question?.lacksBody === true && (
          <Note tone="warn" icon={<CopyX size={14} />}>
            <b className="strong">
              {detail.requestBody === null
                ? `Its body (${bytes(detail.requestBodyBytes)}) was not kept.`
                : `Only the beginning of its body (${bytes(detail.requestBodyBytes)}) was kept.`}
            </b>{' '}
            {detail.requestBody === null
              ? 'Switch on “Keep bodies from now on” above the list to have it next time.'
              : 'Bodies are kept up to 64 KB.'}
          </Note>
        )}
      </div>
    </Dialog>
  );
}
