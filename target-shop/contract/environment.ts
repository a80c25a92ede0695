/** The kind of place the shop runs in, on its telemetry and on what a cluster holds of it. */
export const ENVIRONMENT = 'demo';
