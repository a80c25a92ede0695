/**
 * The header by which a service tells its callers at which minute of a demo (V-08) a fault's clock is. Only where the
 * fault is injected is its clock known.
 */
export const DEMO_MINUTE = 'x-demo-minute';
