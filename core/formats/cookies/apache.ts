import { type CookieReader, memberName, names, namesNone } from './reading.ts';

/** mod_proxy_balancer: the route follows the first separator (APACHE.md §1.5). */
export const apache: CookieReader = {
  scheme: 'apache',
  title: 'Apache, stickysession',
  read(name, value, { balancers, members }) {
    const own = balancers.filter(({ stickysession }) => name !== '' && stickysession?.split('|')[0] === name);
    for (const balancer of own.length > 0 ? own : balancers) {
      const separator = balancer.stickysessionsep ?? '.';
      const isOff = /^off$/i.test(separator);
      const at = value.indexOf(separator);
      const isSticky = own.length > 0;
      if (!isOff && at < 0) {
        if (!isSticky) continue;
        return namesNone('nobody', `No route: the value has no "${separator}", so the request is balanced.`);
      }
      const route = isOff ? value : value.slice(at + separator.length);
      const sessionPart = isOff || at === 0 ? '' : `; "${value.slice(0, at)}" before it is the application's`;
      const member = members.find(
        (one) => one.balancer === balancer.name && one.route === route && route !== '',
      );
      if (member !== undefined) {
        const how = isOff
          ? 'the whole value is the route'
          : `what follows the first "${separator}" is the route`;
        return names(member, `Goes to ${memberName(member)}: ${how}${sessionPart}.`);
      }
      if (!isSticky) continue;
      return route === ''
        ? namesNone(
            'nobody',
            `An empty route: nothing follows the "${separator}", so the request is balanced.`,
          )
        : namesNone(
            'nobody',
            `Route "${route}", which no member has: the request is balanced anew${sessionPart}.`,
          );
    }
    return null;
  },
};
