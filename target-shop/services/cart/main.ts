import { createService } from '../../kit/create-service.ts';
import { cart } from './routes.ts';

await createService(cart);
