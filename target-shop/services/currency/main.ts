import { createService } from '../../kit/create-service.ts';
import { currency } from './routes.ts';

await createService(currency);
