/** What the sample shop sells, one list for pages and API. Prices in cents. */
export interface Product {
  readonly sku: string;
  readonly name: string;
  readonly category: Category;
  readonly priceCents: number;
  readonly words: string;
  readonly lamp: LampShape;
}

export const CATEGORIES = { desk: 'Desk', pendant: 'Pendant', floor: 'Floor' } as const;
export type Category = keyof typeof CATEGORIES;
export type LampShape = 'clamp' | 'globe' | 'dome' | 'cone' | 'arc' | 'tripod';

export const PRODUCTS: readonly Product[] = [
  {
    sku: 'LMP-0217',
    name: 'Clamp desk lamp, brass',
    category: 'desk',
    priceCents: 8900,
    words: 'Two joints, one screw clamp, and a shade that stays where you point it.',
    lamp: 'clamp',
  },
  {
    sku: 'LMP-0340',
    name: 'Opal table lamp',
    category: 'desk',
    priceCents: 6450,
    words: 'Mouth-blown glass on a turned ash foot. Soft enough to read by at night.',
    lamp: 'globe',
  },
  {
    sku: 'LMP-0655',
    name: 'Pendant 40, brass',
    category: 'pendant',
    priceCents: 14900,
    words: 'A spun dome, 40 cm across, lacquered white inside. Hangs low over a table.',
    lamp: 'dome',
  },
  {
    sku: 'LMP-0671',
    name: 'Quay pendant, enamel',
    category: 'pendant',
    priceCents: 11200,
    words: 'The lamp of the old fish market, enamelled in harbour green.',
    lamp: 'cone',
  },
  {
    sku: 'LMP-0802',
    name: 'Crane floor lamp',
    category: 'floor',
    priceCents: 24900,
    words: 'A long arm that reaches over the back of a chair, with a foot of cast iron.',
    lamp: 'arc',
  },
  {
    sku: 'LMP-0818',
    name: 'Tripod floor lamp, oak',
    category: 'floor',
    priceCents: 19900,
    words: 'Three oak legs and a linen shade. Folds flat for moving house.',
    lamp: 'tripod',
  },
];

/** Ways to get an order home. */
export const DELIVERIES = [
  { id: 'standard', name: 'Standard', words: '2–3 days', priceCents: 690 },
  { id: 'express', name: 'Express', words: 'Tomorrow', priceCents: 1490 },
  { id: 'pickup', name: 'Pick up', words: 'Pier 4 shop', priceCents: 0 },
] as const;

export type DeliveryId = (typeof DELIVERIES)[number]['id'];

export function findProduct(sku: string): Product | undefined {
  return PRODUCTS.find((product) => product.sku === sku);
}

/** `€ 89.00`. */
export function price(cents: number): string {
  return cents === 0 ? 'free' : `€ ${(cents / 100).toFixed(2)}`;
}
