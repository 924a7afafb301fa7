/** Names in the order that people count in: s2 before s10. */
export const inOrder: (a: string, b: string) => number = new Intl.Collator('en', { numeric: true }).compare;
