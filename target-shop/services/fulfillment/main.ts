import { createService } from '../../kit/create-service.ts';
import { fulfillment } from './routes.ts';

await createService(fulfillment);
