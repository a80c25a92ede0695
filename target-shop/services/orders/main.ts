import { createService } from '../../kit/create-service.ts';
import { orders } from './routes.ts';

await createService(orders);
