import { createService } from '../../kit/create-service.ts';
import { gateway } from './routes.ts';

await createService(gateway);
