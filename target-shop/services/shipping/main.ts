import { createService } from '../../kit/create-service.ts';
import { shipping } from './routes.ts';

await createService(shipping);
