import { SETTINGS } from '../../contract/settings.ts';
import { createService } from '../../kit/create-service.ts';
import { BLOCK_PORTS } from '../../service-table.ts';
import { startProviderStub } from './provider-stub.ts';
import { payment } from './routes.ts';

const providerPort = Number(process.env[SETTINGS.providerPort] ?? 3000 + BLOCK_PORTS.provider);

await createService(payment((kit) => startProviderStub(kit, providerPort)));
