import { Component, type ReactNode } from 'react';
import { Button } from './Button.tsx';
import styles from './ErrorBoundary.module.css';

interface ErrorBoundaryProps {
  /** What broke, such as `The Live screen`. */
  readonly what: string;
  /** `panel` fills the place of a screen; `line` is for bars, and what lies over a screen. */
  readonly size?: 'panel' | 'line';
  readonly children: ReactNode;
}

/**
 * Keeps one broken panel from taking the rest with it, says what happened, and tries again on demand. A class,
 * because React has no other way to catch what a component throws.
 */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { readonly error: Error | null }> {
  override state: { readonly error: Error | null } = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render() {
    const { error } = this.state;
    if (error === null) return this.props.children;
    if (this.props.size === 'line') {
      return (
        <div className={styles.line} role="alert">
          <span className="ell" title={error.stack ?? error.message}>
            {this.props.what} stopped with an error.
          </span>
          <Button size="small" variant="ghost" onClick={() => this.setState({ error: null })}>
            Show it again
          </Button>
        </div>
      );
    }
    return (
      <main className={styles.place}>
        <div className={styles.broken} role="alert">
          <h1>{this.props.what} stopped with an error</h1>
          <p>Balancing goes on; only this view is affected. The other screens still work.</p>
          <pre className={styles.stack}>{error.stack ?? error.message}</pre>
          <div className="row">
            <Button variant="primary" onClick={() => this.setState({ error: null })}>
              Show it again
            </Button>
            <Button onClick={() => void navigator.clipboard.writeText(error.stack ?? error.message)}>
              Copy the error
            </Button>
          </div>
        </div>
      </main>
    );
  }
}
