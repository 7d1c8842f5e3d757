import type { ExchangeSummary } from '../../../../core/contract/index.ts';
import type { ColumnId } from './columns.ts';
import { filterText } from './filter-language.ts';

/** The condition that a cell's value makes, so that what is clicked is learned; null for cells that make none. */
export function conditionOf(
  column: ColumnId,
  exchange: ExchangeSummary,
  sessionLabel: string | null,
): string | null {
  switch (column) {
    case 'session':
      return sessionLabel === null ? null : filterText('session', sessionLabel);
    case 'method':
      return filterText('method', exchange.method);
    case 'path':
      return filterText('path', exchange.url);
    case 'status':
      return exchange.status < 100 ? null : filterText('status', String(exchange.status));
    case 'route':
      return exchange.route === null || exchange.route === '' ? null : filterText('route', exchange.route);
    case 'decision':
      return filterText('decision', exchange.decision);
    case 'member':
      return exchange.member === null ? null : filterText('member', exchange.member);
    case 'site':
      return filterText('site', exchange.site);
    case 'ms':
      return `ms>${Math.floor(exchange.durationMs)}`;
    case 'cookie':
      return filterText('cookie', exchange.setCookie === null ? 'no' : 'yes');
    case 'tab':
    case 'time':
    case 'cause':
    case 'tries':
    case 'size':
      return null;
  }
}
