import { createService } from '../../kit/create-service.ts';
import { pricing } from './routes.ts';

await createService(pricing);
